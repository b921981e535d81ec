// The thread that needs no Python: it repeats a stop that did not help, says what holds out, and turns SIGTERM into Quit.
#pragma once
#include <atomic>
#include <functional>
#include <memory>

#include "console/engine/event_channel.h"
#include "console/engine/interrupt_gate.h"
#include "console/engine/native_thread.h"
#include "console/engine/run_queue.h"
#include "console/engine/stop_listeners.h"
#include "console/engine/wake_up.h"

namespace gimbal::console {

// Thread: any stops; the rest is its own.   GIL: never taken, by none of it.
class Supervisor {
public:
    Supervisor(EventChannel& events, InterruptGate& gate, RunQueue& runs, StopListeners& listeners)
        : events_(events), gate_(gate), runs_(runs), listeners_(listeners) {}

    void start(bool handle_quit_signals);
    void stop_run(const std::shared_ptr<Run>& run);          // rungs 1 and 2, at once; 3 and 4 follow from the thread
    void quit_has_begun() { quit_begun_.store(true); }       // a SIGTERM is being obeyed
    void finish();                                           // joins. Thread: process main.

    static constexpr double repeat_seconds = 0.1;
    static constexpr int most_repeats = 20;                  // then the script is told to hold out, and no longer disturbed
    static constexpr double quit_limit_seconds = 2.0;        // from a SIGTERM to Engine::quit, or else the process ends here

private:
    // What stands between two looks at a run that does not stop.
    struct Ladder {
        std::shared_ptr<Run> run;
        Clock::time_point since, next;
        int repeats = 0;
        bool comes_round = true;                             // Python answers the interrupts, and the script swallows them
    };

    void run();
    void climb(Ladder& ladder);
    void watch_quit(Clock::time_point& deadline);
    void tell(const Ladder& ladder, int rung, std::string what);

    EventChannel& events_;
    InterruptGate& gate_;
    RunQueue& runs_;
    StopListeners& listeners_;
    NativeThread thread_;
    WakeUp woken_;
    std::atomic<bool> finished_{false}, quit_begun_{false};
};

}  // namespace gimbal::console
