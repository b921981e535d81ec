// How one Stop climbs until its run has ended (docs/design.md, section 4).
#pragma once
#include <memory>

#include "base/platform/native_thread.h"
#include "engine/output/event_channel.h"
#include "engine/stop/interrupt_gate.h"
#include "engine/stop/run.h"
#include "engine/stop/stack_look.h"
#include "engine/stop/stop_listeners.h"

namespace gimbal::console {

// The first press interrupts; what follows by itself is decided by what the script does about it: code that cleans up
// is left to it, code that swallowed the interrupt gets another. Pressing again interrupts a cleanup too, and the third
// press ends by force. GIL: never taken, by none of it.
class StopLadder {
public:
    StopLadder(EventChannel& events, InterruptGate& gate, StopListeners& listeners)
        : events_(events),
          gate_(gate),
          listeners_(listeners) {}

    // `delivered`: the interrupt has reached the script already (Ctrl-C of a terminal). Thread: any.
    void press(Run& run, bool delivered = false);
    void force(Run& run);  // Thread: any
    // The rest: Thread: supervisor.
    void climb(const std::shared_ptr<Run>& current);
    bool is_climbing() const { return run_ != nullptr; }

    static constexpr double repeat_seconds = 0.1;
    static constexpr double report_seconds = 0.5;  // an exception that is being formatted is interrupted after that
    static constexpr int most_repeats = 20;        // then the script is told to hold out, and no longer disturbed
    static constexpr int forced_press = 3;

private:
    StopRung rung_of(Run& run, const StackLook& look);
    bool repeat(Run& run);
    void tell(StopRung rung, std::string where);

    EventChannel& events_;
    InterruptGate& gate_;
    StopListeners& listeners_;
    std::shared_ptr<Run> run_;  // the one being stopped
    Clock::time_point since_, next_, told_;
    StopRung rung_ = StopRung::asked;
    int repeats_ = 0;
    std::vector<pid_t> heard_;  // the children that were told, or are not to be
};

}  // namespace gimbal::console
