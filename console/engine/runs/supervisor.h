// The thread that needs no Python: it repeats a stop that did not help, says what holds out, and turns SIGTERM into
// Quit.
#pragma once
#include <atomic>
#include <functional>
#include <memory>

#include "base/platform/native_thread.h"
#include "base/platform/wake_up.h"
#include "engine/output/event_channel.h"
#include "engine/runs/run_queue.h"
#include "engine/stop/stop_ladder.h"

namespace gimbal::console {

// Thread: any stops; the rest is its own.   GIL: never taken, by none of it.
class Supervisor {
public:
    Supervisor(EventChannel& events, InterruptGate& gate, RunQueue& runs, StopListeners& listeners)
        : events_(events),
          runs_(runs),
          ladder_(events, gate, listeners) {}

    void start(bool handle_quit_signals);
    void stop_run(
        const std::shared_ptr<Run>& run);  // Stop was pressed: the first rungs at once, the rest from the thread
    void force_run(const std::shared_ptr<Run>& run);    // the last rung, at once
    void quit_has_begun() { quit_begun_.store(true); }  // a SIGTERM is being obeyed
    WakeUp& woken() { return woken_; }
    void finish();  // joins. Thread: process main.

    static constexpr double look_seconds = 0.05;       // while something is being stopped
    static constexpr double quit_limit_seconds = 2.0;  // from a SIGTERM to Engine::quit, or else the process ends here

private:
    void run();
    void watch_quit(Clock::time_point& deadline);

    EventChannel& events_;
    RunQueue& runs_;
    StopLadder ladder_;
    NativeThread thread_;
    WakeUp woken_;
    bool prompt_nudged_ = false;  // a Ctrl-C at the terminal's prompt may not have been heard
    std::atomic<bool> finished_{false}, quit_begun_{false};
};

}  // namespace gimbal::console
