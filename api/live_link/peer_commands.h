// Runs the commands of the document that peers call: heavy ones as jobs on the worker pool.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "api/document/commands/commands.h"
#include "api/host.h"
#include "gimbal/console/link/request.h"

namespace gimbal::live_link {

// No Python is involved, so it answers while a script holds the GIL. Each command is one undo step, or belongs to the
// step that is open, as a click does.
// Thread: any.   GIL: not needed.
class PeerCommands {
public:
    // `started` is called when a job has begun, so that the window shows it. It must only post.
    PeerCommands(document::Document& document, Host& host, std::function<void()> started)
        : document_(document),
          host_(host),
          started_(std::move(started)) {}

    // Answers the request: at once, or when the job has ended.
    void run(document::CommandPtr command, const console::link::Request& request);
    std::vector<document::RunningCommand> running() const;
    void cancel_all();

private:
    document::Document& document_;
    Host& host_;
    const std::function<void()> started_;
    mutable std::mutex mutex_;
    mutable std::vector<document::RunningCommand> running_;
};

}  // namespace gimbal::live_link
