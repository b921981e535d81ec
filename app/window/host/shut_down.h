// Ends the program with a window, in a bounded time even if a script does not end.
#pragma once
#include "app/settings.h"
#include "app/window/drawing/glfw_window.h"
#include "app/window/host/command_runner.h"
#include "app/window/host/inspect_server.h"
#include "app/window/host/settings_writer.h"
#include "app/window/host/window_host.h"
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
        SettingsWriter& settings_writer;
        Workbench& workbench;
        CommandRunner& commands;
        console::Engine& engine;
    };
    explicit ShutDown(const Parts& parts) : parts_(parts) {}

    // Hides the window at once and gives a running script 1.5 s to end. Returns if everything has ended, so that
    // destructors may run; otherwise ends the process with the exit code.
    void close_window(int exit_code);
    // The display is gone: ends everything within the same time, then the process, with exit code 1.
    [[noreturn]] void lose_display();

private:
    bool end_work();  // false: some of it still runs, so that only _exit may follow

    Parts parts_;
};

}  // namespace gimbal::app
