// Answers from outside the process what the panels show: for tests and automation, also while a script hangs.
//
// A Unix socket; one request a line, the answer as lines, ended by a line with a single dot (a line of the answer that
// begins with a dot gets another in front). Every answer is made on the UI thread, between two frames.
//     rows PANEL     what a person reads on it: console, editor, info, outliner, properties, view, status, dialog,
//     notes state          run idle|busy · typed TEXT · focus PANEL · window WIDTHxHEIGHT · scale S · maximised
//     PANEL|none layout         PANEL X Y WIDTH HEIGHT, a line for each panel that is shown stats          one figure a
//     line, as gimbal.app.frame_stats() idle           "yes" when all input was read and drawn, nothing runs and
//     nothing waits; else what does
// An unknown request answers "unknown request: ...".
#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Thread: made and ended on the UI thread; serves one client after the other on its own.   GIL: never.
class InspectServer {
public:
    using Answer = std::vector<std::string>;
    // `answer` is called on the UI thread. Throws std::runtime_error naming the path when the socket cannot be made.
    InspectServer(std::filesystem::path socket, console::UiQueue& ui,
                  std::function<Answer(const std::string& request)> answer);
    ~InspectServer();
    InspectServer(const InspectServer&) = delete;

private:
    void serve();
    void talk(int client);
    bool wait_readable(int descriptor) const;  // false: the server ends

    std::filesystem::path path_;
    console::UiQueue& ui_;
    std::function<Answer(const std::string&)> answer_;
    int listener_ = -1, end_event_ = -1;
    std::thread thread_;
};

}  // namespace gimbal::app
