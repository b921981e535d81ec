#include "engine/runs/supervisor.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "base/platform/signals.h"
#include "engine/stop/terminal_interrupt.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

void Supervisor::start(bool handle_quit_signals) {
    if (handle_quit_signals) watch_quit_signals(woken_);
    thread_.start({"supervisor", 256 << 10, 0}, [this] { run(); });
}

void Supervisor::stop_run(const std::shared_ptr<Run>& run) {
    ladder_.press(*run);
    woken_.notify();
}

void Supervisor::force_run(const std::shared_ptr<Run>& run) {
    ladder_.force(*run);
    woken_.notify();
}

void Supervisor::call_at(Clock::time_point due, Deadlines::Passed passed) {
    deadlines_.add(due, std::move(passed));
    woken_.notify();
}

void Supervisor::python_has_failed() {
    wants_signals_.store(true);
    woken_.notify();
}

void Supervisor::quit_until(Clock::time_point deadline) {
    quit_returns_.store(deadline);
    woken_.notify();
}

void Supervisor::postpone_quit() {
    drop_quit_signal();
    quit_postponed_.store(true);  // last: a signal that comes in between gets a deadline of its own
    woken_.notify();
}

bool Supervisor::finish_until(Clock::time_point deadline) {
    forget_quit_signals();
    finished_.store(true);
    woken_.notify();
    if (deadline != Clock::time_point::max()) return thread_.join_until(deadline);
    thread_.join();
    return true;
}

int Supervisor::milliseconds_to_sleep(bool quitting) const {
    const int poll = !ladder_.is_climbing() && !quitting && !prompt_nudged_ ? -1
                                                                            : static_cast<int>(poll_seconds * 1000);
    int next = -1;
    for (const int due : {poll, handlers_.milliseconds(), deadlines_.milliseconds()})
        if (due >= 0) next = next < 0 ? due : std::min(next, due);
    return next;
}

void Supervisor::run() {
    set_thread_role(ThreadRole::supervisor);
    Clock::time_point quit_deadline{};
    while (!finished_.load()) {
        woken_.wait(milliseconds_to_sleep(quit_deadline != Clock::time_point{}));
        if (finished_.load()) return;
        if (wants_signals_.exchange(false)) take_signals(true);
        const auto run = runs_.current();
        const int presses = take_terminal_interrupts();
        for (int i = 0; run && i < presses; ++i) ladder_.press(*run, true);
        prompt_nudged_ = prompt_nudged_ ? nudge_prompt()
                                        : prompt_is_interrupted();  // nudge only if it persists: usually it was noticed
        ladder_.climb(run);
        handlers_.look();
        deadlines_.look();
        watch_quit(quit_deadline);
    }
}

void Supervisor::watch_quit(Clock::time_point& deadline) {
    if (quit_postponed_.exchange(false)) deadline = {};
    const int number = noted_quit_signal();
    if (number == 0) return;
    const Clock::time_point returns = quit_returns_.load();
    const bool quitting = returns != Clock::time_point{};
    if (deadline == Clock::time_point{}) {
        deadline = Clock::now() + to_duration(quit_limit_seconds);
        if (!quitting)
            events_.post(
                QuitRequested{0, number == SIGHUP ? "the terminal went away (SIGHUP)" : "asked to end (SIGTERM)"});
        return;
    }
    if (Clock::now() < std::max(deadline, quitting ? returns + to_duration(quit_limit_seconds) : deadline)) return;
    // The window hangs, so code of Python or of the host cannot be trusted to end.
    _exit(128 + number);
}

}  // namespace gimbal::console
