// The supervisor thread: repeats a Stop that has not helped, reports which line holds out, and turns SIGTERM into Quit.
#pragma once
#include <atomic>
#include <memory>

#include "base/platform/native_thread.h"
#include "base/platform/wake_up.h"
#include "engine/output/event_channel.h"
#include "engine/runs/run_queue.h"
#include "engine/stop/stop_ladder.h"

namespace gimbal::console {

// Thread: any.   GIL: never taken, because a script may hold it.
class Supervisor {
public:
    Supervisor(EventChannel& events, InterruptGate& gate, RunQueue& runs, StopListeners& listeners)
        : events_(events),
          runs_(runs),
          ladder_(events, gate, listeners) {}

    void start(bool handle_quit_signals);
    void stop_run(const std::shared_ptr<Run>& run);     // climbs the first rungs at once, the rest on the thread
    void force_run(const std::shared_ptr<Run>& run);    // climbs to the last rung at once
    void quit_has_begun() { quit_begun_.store(true); }  // the host obeys SIGTERM
    WakeUp& woken() { return woken_; }
    void finish();  // joins the thread

    static constexpr double poll_seconds = 0.05;       // while a run is being stopped
    static constexpr double quit_limit_seconds = 2.0;  // from SIGTERM to Engine::quit; then the process ends by _exit

private:
    void run();
    void watch_quit(Clock::time_point& deadline);

    EventChannel& events_;
    RunQueue& runs_;
    StopLadder ladder_;
    NativeThread thread_;
    WakeUp woken_;
    bool prompt_nudged_ = false;  // the terminal's prompt may have missed a Ctrl-C
    std::atomic<bool> finished_{false}, quit_begun_{false};
};

}  // namespace gimbal::console
