// The ladder's upper rungs and the last resort of Quit.
#include "console/engine/supervisor.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "console/engine/signals.h"
#include "console/engine/stack_look.h"
#include "console/engine/thread_role.h"

namespace gimbal::console {

void Supervisor::start(bool handle_quit_signals) {
    if (handle_quit_signals) watch_quit_signals(woken_);
    thread_.start({"supervisor", 256 << 10, 0}, [this] { run(); });
}

void Supervisor::stop_run(const std::shared_ptr<Run>& run) {
    run->stop_requested.store(true);
    listeners_.call(run->id);
    gate_.send(run->id);
    woken_.notify();
}

void Supervisor::finish() {
    forget_quit_signals();
    finished_.store(true);
    woken_.notify();
    thread_.join();
}

void Supervisor::run() {
    set_thread_role(ThreadRole::supervisor);
    Ladder ladder;
    Clock::time_point quit_deadline{};
    while (!finished_.load()) {
        const bool stopping = ladder.run != nullptr;
        const bool quitting = quit_deadline != Clock::time_point{};
        woken_.wait(stopping || quitting ? static_cast<int>(repeat_seconds * 500) : -1);
        climb(ladder);
        watch_quit(quit_deadline);
    }
}

void Supervisor::tell(const Ladder& ladder, int rung, std::string what) {
    events_.post(RunStopping{ladder.run->id, rung, std::move(what), seconds_since(ladder.since)});
}

void Supervisor::climb(Ladder& ladder) {
    const auto run = runs_.current();
    if (!run || !run->stop_requested.load()) {
        ladder = {};
        return;
    }
    const auto now = Clock::now();
    if (ladder.run != run) {
        ladder = {run, now, now + to_duration(repeat_seconds), 0, true};
        tell(ladder, 2, "interrupting");
        return;
    }
    if (now < ladder.next) return;
    listeners_.call(run->id);                                // one made since
    if (ladder.repeats < most_repeats) {
        ladder.next = now + to_duration(repeat_seconds);
        ladder.comes_round = python_loop_answered();         // to the interrupt before
        ask_python_loop();
        if (!gate_.send(run->id)) return;                    // it has ended its user code, or has not begun it
        ++ladder.repeats;
        if (ladder.repeats > 2 && ladder.repeats % 5 == 0) tell(ladder, 3, "interrupted again: " + look_at_script(gate_).where());
        return;
    }
    ladder.next = now + to_duration(1.0);
    const char* why = ladder.comes_round ? "it goes on after every interrupt: " : "inside C code that cannot be interrupted: ";
    tell(ladder, 4, why + look_at_script(gate_).where());
}

void Supervisor::watch_quit(Clock::time_point& deadline) {
    const int number = noted_quit_signal();
    if (number == 0 || quit_begun_.load()) return;
    if (deadline == Clock::time_point{}) {
        deadline = Clock::now() + to_duration(quit_limit_seconds);
        events_.post(QuitRequested{0, number == SIGHUP ? "the terminal went away (SIGHUP)" : "asked to end (SIGTERM)"});
        return;
    }
    if (Clock::now() < deadline) return;
    // The window itself hangs. Nothing of Python or of the host can be trusted to run now.
    _exit(128 + number);
}

}  // namespace gimbal::console
