// Runs the commands that clicks ask for: heavy ones on a worker, each echoed as its Python line, errors as
// notifications.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "api/document/commands/commands.h"
#include "api/host.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Python is not involved, so a click works while a script hangs.
// Thread: UI.   GIL: never.
class CommandRunner {
public:
    struct Listener {
        std::function<void(std::string python_line)> echo;
        std::function<void(std::string, NoteLevel)> notify;
    };
    CommandRunner(document::Document& document, const document::CommandRegistry& registry, console::UiQueue& ui,
                  Listener listener);

    void run(const std::string& name, document::Arguments arguments);
    // When a command took it in without an error; a loaded file is then remembered as recent.
    void run_then(const std::string& name, document::Arguments arguments, std::function<void()> succeeded);

    struct Running {
        document::JobPtr job;
        std::string title;
        double since;
    };
    const std::vector<Running>& running();  // what workers do for clicks; finished ones are left out
    void cancel_all();
    double next_tick();  // while one runs, its progress is shown

private:
    document::Document& document_;
    const document::CommandRegistry& registry_;
    console::UiQueue& ui_;
    Listener listener_;
    std::vector<Running> running_;
};

}  // namespace gimbal::app
