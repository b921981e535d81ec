// Each step checks the script first, because an interrupt in a cleanup would break the cleanup that the first interrupt
// caused.
#include "engine/stop/stop_ladder.h"

#include <csignal>

#include "base/platform/child_processes.h"
#include "engine/stop/forced_end.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace {
constexpr double report_interval = 0.5;    // updates the seconds that the UI shows, and does not fill the queue
constexpr int most_unanswered = 5;         // a busy machine may give the script thread no CPU for a second
constexpr double idle_look_seconds = 0.5;  // between looks at a script that gets no further interrupts

// The host formats the run's exception and calls its __str__. That takes milliseconds, or never ends.
bool has_begun_report(const Run& run) {
    const double since = run.reporting_since.load();
    return since > 0 && steady_seconds() - since < StopLadder::report_seconds;
}
}  // namespace

void StopLadder::press(Run& run, bool delivered) {
    const int presses = run.stop_presses.fetch_add(1) + 1;
    run.stop_requested.store(true);
    if (presses >= forced_press || run.goes_on.load()) return force(run);
    ask_python_loop();
    if (delivered || has_begun_report(run)) {  // a terminal has signalled the children too
        listeners_.call(run.id);
        std::lock_guard lock(signalling_);
        signalled_ = children_of_program();
        return;
    }
    gate_.send(run.id);  // first: a wait for a child that has ended would not be interrupted
    // Native work that ends at once then finds the interrupt, so the run does not continue after it.
    listeners_.call(run.id);
    std::lock_guard lock(signalling_);
    signalled_ = signal_children(SIGINT, run.children_before);
}

void StopLadder::force(Run& run) {
    const bool again = run.forced.exchange(true);
    run.stop_requested.store(true);
    force_end(gate_, run.id, again);
    gate_.send(run.id, true);  // ends a wait, so that a line begins
    listeners_.call(run.id);
    signal_children(SIGTERM, run.children_before);  // a call that waits for one of them cannot be interrupted
}

void StopLadder::climb(const std::shared_ptr<Run>& current) {
    GIMBAL_ON(supervisor);
    if (!current || !current->stop_requested.load()) {
        run_ = nullptr;
        return;
    }
    const auto now = Clock::now();
    if (run_ != current) {
        run_ = current;
        since_ = now;
        next_ = now + to_duration(repeat_seconds);
        repeats_ = unanswered_ = 0;
        report(StopRung::asked, "");
        return;
    }
    if (now < next_) return;
    next_ = now + to_duration(repeat_seconds);
    listeners_.call(current->id);  // those added since
    if (has_begun_report(*current)) return;
    const StackLook look = look_at_script(gate_);
    // Meanwhile the run's code may have ended. What the look has found then is the host's code.
    if (gate_.current() != current->id || has_begun_report(*current)) return;
    const StopRung rung = rung_of(*current, look);
    current->goes_on.store(rung == StopRung::goes_on);
    if (rung != rung_ || seconds_since(reported_) >= report_interval) report(rung, look.where());
}

StopRung StopLadder::rung_of(Run& run, const StackLook& look) {
    const bool loop_answers = python_loop_answered();  // to the previous question
    ask_python_loop();
    if (run.forced.load()) {
        gate_.send(run.id, true);
        next_ = Clock::now() + to_duration(idle_look_seconds);
        return loop_answers ? StopRung::by_force : StopRung::in_c_code;
    }
    if (run.reporting_since.load() == 0) {
        if (run.cancelling.load() || look.cleaning_up) return StopRung::cleaning_up;
        if (script_has_own_handler() && !run.awaits.load()) return StopRung::own_handler;
    }
    if (repeat(run, loop_answers)) return repeats_ > 2 ? StopRung::repeated : StopRung::asked;
    next_ = Clock::now() + to_duration(idle_look_seconds);
    return loop_answers ? StopRung::goes_on : StopRung::in_c_code;
}

// False: the limit is reached.
bool StopLadder::repeat(Run& run, bool loop_answers) {
    if (repeats_ >= most_repeats) return false;
    const Repeated repeated = repeat_interrupt(gate_, run.id, !loop_answers);
    unanswered_ = repeated == Repeated::unanswered ? unanswered_ + 1 : 0;
    if (repeated == Repeated::handles_one || repeated == Repeated::not_current) return true;
    ++repeats_;
    if (repeated == Repeated::unanswered) {
        if (unanswered_ < most_unanswered) return true;  // the script thread may have no processor
        gate_.send(run.id, !loop_answers);               // or it has blocked the signal
    }
    std::lock_guard lock(signalling_);
    signalled_ = signal_children(SIGINT, signalled_);  // those started since, for example in a loop of os.system()
    return true;
}

void StopLadder::report(StopRung rung, std::string where) {
    rung_ = rung;
    reported_ = Clock::now();
    events_.post(RunStopping{run_->id, rung, std::move(where), seconds_since(since_)});
}

}  // namespace gimbal::console
