#include "app/window/host/event_pump.h"

#include <variant>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr std::chrono::microseconds ui_budget{600};

}  // namespace

void EventPump::drain() {
    GIMBAL_ON(ui);
    const auto until = std::chrono::steady_clock::now() + budget_;
    has_more_ = false;
    handled_ = 0;
    console::ConsoleEvent event;
    while (!has_more_ && parts_.engine.try_dequeue_event(event)) {
        handle(event);
        ++handled_;
        has_more_ = std::chrono::steady_clock::now() >= until;
    }
    handled_ += parts_.ui.drain(ui_budget);
    has_more_ |= !parts_.ui.empty();
}

void EventPump::handle(console::ConsoleEvent& event) {
    if (const auto* asked = std::get_if<console::QuitRequested>(&event))
        return parts_.main_window.quit_with(asked->exit_code);
    // The window is of little use without Python. The engine has said why on stderr.
    if (std::holds_alternative<console::EngineFailed>(event)) return parts_.main_window.quit_with(1);
    // The console prints "run NAME" for script files only. The user has not started the files that run at start-up.
    if (auto* started = std::get_if<console::RunStarted>(&event); started && parts_.start_up.is_quiet(started->run))
        started->kind = console::RunKind::command;
    const bool ready = std::holds_alternative<console::EngineReady>(event);
    const auto* ended = std::get_if<console::RunEnded>(&event);
    const console::RunId ended_run = ended ? ended->run : 0;
    const console::RunState end = ended ? ended->state : console::RunState::done;
    parts_.workbench.handle(event);  // may move the event's contents
    if (ready) {
        python_ready_ = true;
        parts_.last_session.python_ready();  // after the banner
        parts_.start_up.engine_ready();
    }
    if (!ended_run) return;
    parts_.start_up.run_ended(ended_run);
    parts_.undo_offer.run_ended(ended_run, end);  // after the console has ended the traceback
}

}  // namespace gimbal::app
