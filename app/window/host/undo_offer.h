// Offers to undo what a run has changed before it failed or was stopped.
#pragma once
#include "app/window/workbench.h"
#include "app/workbench_window.h"
#include "gimbal/console/engine.h"

namespace gimbal::app {

// As a line of the console below the traceback. After a failure it is also a card if the console is not shown.
// Thread: UI.   GIL: never.
class UndoOffer {
public:
    struct Parts {
        Document& document;
        const console::Engine& engine;
        Workbench& workbench;
        WorkbenchWindow& window;
    };
    explicit UndoOffer(const Parts& parts) : parts_(parts) {}
    void run_ended(console::RunId run, console::RunState state);

private:
    void undo(console::RunId run);

    Parts parts_;
};

}  // namespace gimbal::app
