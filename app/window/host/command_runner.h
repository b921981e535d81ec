// Runs the commands of menus, panels and keys: heavy ones on a worker.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "api/document/commands/commands.h"
#include "api/live_link.h"
#include "app/names.h"
#include "app/workbench_window.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Python is not involved, so a click works while a script hangs. Logs the Python line of a command that has succeeded,
// and shows an error as a notification.
// Thread: UI.   GIL: never.
class CommandRunner {
public:
    // `window` is not used by the constructor.
    CommandRunner(Document& document, const document::CommandRegistry& registry, console::UiQueue& ui,
                  WorkbenchWindow& window, LiveLink& link);

    // `succeeded` is called when the command has ended without an error.
    void run(const std::string& name, document::Arguments arguments, std::function<void()> succeeded = {});

    // The commands on workers, without those that have finished: the user's, then those of peers of the link.
    std::vector<document::RunningCommand> running();
    void cancel_all();
    double next_tick();  // while a command runs, its progress is drawn ten times a second

private:
    Document& document_;
    const document::CommandRegistry& registry_;
    console::UiQueue& ui_;
    WorkbenchWindow& window_;
    LiveLink& link_;
    std::vector<document::RunningCommand> running_;
};

}  // namespace gimbal::app
