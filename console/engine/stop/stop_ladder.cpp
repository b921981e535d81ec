// Each step looks at the script first: an interrupt into a cleanup would break what the first one asked for.
#include "engine/stop/stop_ladder.h"

#include <csignal>

#include "base/platform/child_processes.h"
#include "engine/stop/forced_end.h"

namespace gimbal::console {

namespace {
constexpr double tell_seconds = 0.5;       // so that the seconds shown move, and the queue does not fill
constexpr double idle_look_seconds = 0.5;  // between looks at a script that is left alone

// The host's formatting of the run's exception calls its __str__. It is over in milliseconds, or never.
bool reports_freshly(const Run& run) {
    const double since = run.reporting_since.load();
    return since > 0 && steady_seconds() - since < StopLadder::report_seconds;
}
}  // namespace

void StopLadder::press(Run& run, bool delivered) {
    const int presses = run.stop_presses.fetch_add(1) + 1;
    run.stop_requested.store(true);
    listeners_.call(run.id);
    if (presses >= forced_press || run.goes_on.load()) return force(run);
    ask_python_loop();
    if (delivered || reports_freshly(run)) return;  // a terminal has told the children too
    gate_.send(run.id);                             // first, or a wait for the child would return in peace
    signal_children(SIGINT, run.children_before);
}

void StopLadder::force(Run& run) {
    const bool again = run.forced.exchange(true);
    run.stop_requested.store(true);
    listeners_.call(run.id);
    force_end(gate_, run.id, again);
    gate_.send(run.id);                             // out of a wait, to where the force acts
    signal_children(SIGTERM, run.children_before);  // a call that waits for one of them cannot be interrupted
}

void StopLadder::climb(const std::shared_ptr<Run>& current) {
    if (!current || !current->stop_requested.load()) {
        run_ = nullptr;
        return;
    }
    const auto now = Clock::now();
    if (run_ != current) {
        run_ = current;
        since_ = now;
        next_ = now + to_duration(repeat_seconds);
        repeats_ = 0;
        heard_ = children_of_program();
        tell(StopRung::asked, "");
        return;
    }
    if (now < next_) return;
    next_ = now + to_duration(repeat_seconds);
    listeners_.call(current->id);  // one made since
    if (reports_freshly(*current)) return;
    const StackLook look = look_at_script(gate_);
    const StopRung rung = rung_of(*current, look);
    current->goes_on.store(rung == StopRung::goes_on);
    if (rung != rung_ || seconds_since(told_) >= tell_seconds) tell(rung, look.where());
}

StopRung StopLadder::rung_of(Run& run, const StackLook& look) {
    const bool comes_round = python_loop_answered();  // to the question before
    ask_python_loop();
    if (run.forced.load()) {
        gate_.send(run.id);
        next_ = Clock::now() + to_duration(idle_look_seconds);
        return comes_round ? StopRung::by_force : StopRung::in_c_code;
    }
    if (run.reporting_since.load() == 0) {
        if (run.cancelling.load() || look.cleaning_up) return StopRung::cleaning_up;
        if (script_has_own_handler() && !run.awaits.load()) return StopRung::own_handler;
    }
    if (repeat(run)) return repeats_ > 2 ? StopRung::repeated : StopRung::asked;
    next_ = Clock::now() + to_duration(idle_look_seconds);
    return comes_round ? StopRung::goes_on : StopRung::in_c_code;
}

// False: enough of it.
bool StopLadder::repeat(Run& run) {
    if (repeats_ >= most_repeats) return false;
    if (!gate_.send(run.id)) return true;  // it has ended its user code, or has not begun it
    signal_children(SIGINT, heard_);       // one that was started since, in a loop of os.system()
    heard_ = children_of_program();
    ++repeats_;
    return true;
}

void StopLadder::tell(StopRung rung, std::string where) {
    rung_ = rung;
    told_ = Clock::now();
    events_.post(RunStopping{run_->id, rung, std::move(where), seconds_since(since_)});
}

}  // namespace gimbal::console
