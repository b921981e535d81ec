#include "gimbal/console/python/errors.h"
#include "engine/timers/timers.h"

#include "gimbal/console/python/forked_child.h"
#include "base/platform/signals.h"

namespace gimbal::console {

TimerTable::State Timers::start(TimerWork work) {
    if (why_closed().empty()) return table_->add(std::move(work));
    auto timer = std::make_shared<detail::TimerState>(nullptr, std::move(work));  // never active, so it needs no table
    if (timer->work.dropped) timer->work.dropped();
    return timer;
}

std::string Timers::why_closed() const {
    if (in_forked_child()) return "a forked child has no thread that could call it: use threading.Timer";
    if (control_.has_failed()) return control_.why_failed();
    if (control_.is_quitting()) return "the program is quitting";
    return table_->is_closed() ? "the program is ending" : "";
}

bool Timers::is_script_here() const {
    return run_of_thread() != 0 || (thread_role() == ThreadRole::handlers && called_ && called_->work.is_of_script);
}

bool Timers::take_due(PythonThread::Piece& piece) {
    GIMBAL_GIL_HELD();
    const TimerTable::State timer = table_->take_due();
    if (!timer) return false;
    piece = {"timer " + timer->work.name, [this, timer] { call(*timer); }, nullptr};
    return true;
}

void Timers::call(detail::TimerState& timer) {
    GIMBAL_ON(handlers);
    GIMBAL_GIL_HELD();
    called_ = &timer;
    guarded(timer.work.function);
    called_ = nullptr;
    end_if_forked_child();  // a child that the function has forked ends here
    const bool failed = PyErr_Occurred() != nullptr;
    if (failed) reports_.print_traceback("timer " + timer.work.name);
    if (table_->ended(timer, failed))
        reports_.line(0, "the timer " + timer.work.name + " failed " + std::to_string(TimerTable::allowed_failures) +
                             " times in a row and was stopped; correct it and start it again\n");
}

namespace {
// "tick", or "tick, tock and 3 more".
std::string names_of(const std::vector<TimerTable::Active>& timers) {
    constexpr std::size_t most_named = 3;
    std::string names;
    for (std::size_t i = 0; i < std::min(timers.size(), most_named); ++i) names += (i ? ", " : "") + timers[i].name;
    if (timers.size() > most_named) names += " and " + std::to_string(timers.size() - most_named) + " more";
    return names;
}
}  // namespace

// Signals are blocked except in the wait, so none is missed between the look for one and the wait.
bool Timers::wait_for_holding() {
    const SignalMaskKept kept;
    sigset_t mask, blocked = asynchronous_signals();
    pthread_sigmask(SIG_BLOCK, &blocked, &mask);
    while (PyErr_CheckSignals() == 0) {
        if (!table_->holds_program()) return true;
        without_gil([&] { table_->changed().wait_until(Clock::time_point::max(), &mask); });
    }
    return false;
}

bool Timers::finish_script(bool waits) {
    GIMBAL_ON(script);
    const bool raised = waits && !wait_for_holding();
    std::vector<TimerTable::Active> left = table_->active();
    std::erase_if(left, [](const TimerTable::Active& timer) { return !timer.is_of_script; });
    if (left.empty()) return !raised;
    const PendingError kept;
    reports_.line(0, std::to_string(left.size()) + (left.size() == 1 ? " timer" : " timers") +
                         " ended with the program: " + names_of(left) + "\n");
    return !raised;
}

}  // namespace gimbal::console
