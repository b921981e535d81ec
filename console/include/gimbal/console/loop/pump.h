// One call in a frame that does what the engine expects of its UI thread.
#pragma once
#include <chrono>
#include <functional>
#include <optional>

#include "gimbal/console/engine.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::console {

// What a host adds to pump(). Each may be left out.
struct PumpHooks {
    UiQueue* ui = nullptr;  // its functions run after the events
    // Instead of leaving the main loop, for a host that asks about unsaved work first. It may take its time, and stay.
    std::function<void(const QuitRequested&)> on_quit = nullptr;
    std::function<void(const ConsoleEvent&)> on_event = nullptr;  // sees each event before the panel does
};

// What pump() has done. True while the program should go on, so that a main loop can be
//     while (!glfwWindowShouldClose(window) && pump(engine, panel, 4ms)) { ... }
struct Pumped {
    bool has_more = false;                   // the budget is used up: draw a frame and call again at once
    std::optional<QuitRequested> quit = {};  // SIGTERM, SIGHUP or a script asks to end; without on_quit
    explicit operator bool() const { return !quit; }
    int exit_code() const { return quit ? quit->exit_code : 0; }  // of the program, after the loop
};

// Takes the engine's events and gives each to `panel`: a ConsolePanel, a ConsoleSet, or a function of ConsoleEvent&.
// Stops after the budget, so a flood of output cannot freeze a frame. After the loop, call engine.quit() and return
// pumped.exit_code() from main(). Thread: UI.   GIL: never.
template <class Panel>
Pumped pump(Engine& engine, Panel&& panel, std::chrono::microseconds budget, const PumpHooks& hooks = {}) {
    Pumped pumped;
    const auto until = std::chrono::steady_clock::now() + budget;
    for (ConsoleEvent event; !pumped.has_more && engine.try_dequeue_event(event);) {
        if (hooks.on_event) hooks.on_event(event);
        if (const auto* quit = std::get_if<QuitRequested>(&event)) {
            if (hooks.on_quit) hooks.on_quit(*quit), engine.postpone_quit();
            else if (!pumped.quit) pumped.quit = *quit;
        }
        if constexpr (requires { panel.handle(event); }) panel.handle(event);
        else panel(event);
        pumped.has_more = std::chrono::steady_clock::now() >= until;
    }
    if (!hooks.ui) return pumped;
    hooks.ui->drain(budget);
    pumped.has_more |= !hooks.ui->empty();
    return pumped;
}

}  // namespace gimbal::console
