// Ends the program with a window, in a bounded time even if a script does not end.
#pragma once
#include "app/settings.h"
#include "app/window/drawing/glfw_window.h"
#include "app/window/host/command_runner.h"
#include "app/window/host/inspect_server.h"
#include "app/window/host/window_host.h"
#include "app/window/main_window.h"
#include "app/window/workbench.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class ShutDown {
public:
    struct Parts {
        GlfwWindow& window;
        std::unique_ptr<InspectServer>& inspect_server;
        console::UiQueue& ui;
        console::UiQueue& inspections;
        WindowHost& host;
        Settings& settings;
        Workbench& workbench;
        CommandRunner& commands;
        LiveLink& link;
        console::Engine& engine;
        WorkKeeper& work;
        const ProgramStart& start;
    };
    explicit ShutDown(const Parts& parts) : parts_(parts) {}

    // Hides the window at once and gives a running script 1.5 s to end. Returns if everything has ended, so that
    // destructors may run; otherwise ends the process with the exit code. Unsaved work is kept for the next start
    // unless the user was asked about it.
    void close_window(int exit_code, Ending ending);
    // The display is gone: ends everything within the same time, then the process, with exit code 1.
    [[noreturn]] void lose_display();

private:
    bool end_work(bool restart, double python_seconds);  // false: some of it still runs, so that only _exit may follow

    Parts parts_;
};

}  // namespace gimbal::app
