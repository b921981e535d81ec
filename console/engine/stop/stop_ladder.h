// Stops a run in steps of growing force (docs/design.md, section 4).
#pragma once
#include <memory>
#include <mutex>

#include "engine/output/event_channel.h"
#include "engine/stop/interrupt_gate.h"
#include "engine/stop/run.h"
#include "engine/stop/stack_look.h"
#include "engine/stop/stop_listeners.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console {

// The first press interrupts. What follows depends on the script: code that cleans up is left alone, and code that has
// swallowed the interrupt gets another. The second press interrupts a cleanup too, and the third ends the run by force.
// GIL: not needed.
class StopLadder {
public:
    StopLadder(EventChannel& events, InterruptGate& gate, StopListeners& listeners)
        : events_(events),
          gate_(gate),
          listeners_(listeners) {}

    // `delivered`: the interrupt has already reached the script, as with Ctrl-C in a terminal. Thread: any.
    void press(Run& run, bool delivered = false);
    void force(Run& run);                             // Thread: any.
    void climb(const std::shared_ptr<Run>& current);  // takes the next step if it is due. Thread: supervisor.
    bool is_climbing() const { return run_ != nullptr; }

    static constexpr double repeat_seconds = 0.1;
    static constexpr double report_seconds = 0.5;  // formatting an exception is interrupted after this time
    static constexpr int most_repeats = 20;        // afterwards the script is reported to go on and is left alone
    static constexpr int forced_press = 3;

private:
    StopRung rung_of(Run& run, const StackLook& look);
    bool repeat(Run& run, bool loop_answers);
    void report(StopRung rung, std::string where);

    EventChannel& events_;
    InterruptGate& gate_;
    StopListeners& listeners_;
    std::shared_ptr<Run> run_;  // the one being stopped
    Clock::time_point since_, next_, reported_;
    StopRung rung_ = StopRung::asked;
    int repeats_ = 0;
    int unanswered_ = 0;            // in a row
    std::mutex signalling_;         // held while children are found and signalled, which takes milliseconds
    std::vector<pid_t> signalled_;  // children that have got a SIGINT or belong to earlier runs
};

}  // namespace gimbal::console
