// What happens once Python is ready: start-up scripts and plug-ins, then what the command line asked for, else the
// emblem.
#pragma once
#include <functional>

#include "api/document/scene/document.h"
#include "app/window/application.h"
#include "gimbal/console/engine.h"

namespace gimbal::app {

// All of it is runs and commands behind the prompt, so that the prompt comes first and Stop works.
// Thread: UI.   GIL: never.
class StartUp {
public:
    StartUp(const ApplicationOptions& options, console::Engine& engine, document::Document& document,
            std::function<void(const std::string& path)> open_mesh);
    void engine_ready();
    void run_ended(console::RunId run);  // the emblem leaves no undo step
    bool is_quiet(console::RunId run) const {
        return run != 0 && (run == scripts_ || run == emblem_);
    }  // nobody asked for it by name

private:
    const ApplicationOptions& options_;
    console::Engine& engine_;
    document::Document& document_;
    std::function<void(const std::string&)> open_mesh_;
    console::RunId scripts_ = 0, emblem_ = 0;
};

}  // namespace gimbal::app
