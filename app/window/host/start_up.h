// The work that follows once Python is ready: start-up scripts and plug-ins, then the files of the command line.
#pragma once
#include "app/names.h"
#include "app/window/application.h"
#include "app/window/session/kept_work.h"
#include "app/workbench_window.h"
#include "gimbal/console/engine.h"

namespace gimbal::app {

// All of it is runs and commands, so that the prompt appears first and Stop works. Without a file on the command line
// the emblem is drawn, if the scene is still empty after the start-up scripts. A restarted program has its scene, and
// does not run its script again.
// Thread: UI.   GIL: never.
class StartUp {
public:
    // `kept` is the work of the last session that was restored, if any.
    StartUp(const ApplicationOptions& options, console::Engine& engine, Document& document, WorkbenchWindow& window,
            const std::optional<KeptWork>& kept);
    void engine_ready();
    void run_ended(console::RunId run);  // the emblem leaves no undo step
    // Runs that the user has not started. The console does not announce them.
    bool is_quiet(console::RunId run) const { return run != 0 && (run == scripts_ || run == emblem_); }

private:
    void show_emblem();

    const ApplicationOptions& options_;
    console::Engine& engine_;
    Document& document_;
    WorkbenchWindow& window_;
    const bool scene_restored_, restarted_;
    bool wants_emblem_ = false;
    console::RunId scripts_ = 0, emblem_ = 0;
};

}  // namespace gimbal::app
