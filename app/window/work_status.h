// Shows what workers do for a click in the status bar, as if it were a run: its name, how far it is, Stop.
#pragma once
#include "app/panels/panels.h"
#include "app/window/command_runner.h"

namespace gimbal::app {

// A script's run goes before: the bar has one place.
// Thread: UI.   GIL: never.
class WorkStatus {
public:
    void show(CommandRunner& runner, bool script_runs, StatusBar& bar);   // once a frame

private:
    bool shown_ = false;
};

}  // namespace gimbal::app
