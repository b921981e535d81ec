// The supervisor thread: repeats a Stop that has not helped, reports which line or handler holds out, and turns SIGTERM
// into Quit.
#pragma once
#include <atomic>
#include <memory>

#include "base/platform/native_thread.h"
#include "base/platform/wake_up.h"
#include "engine/output/event_channel.h"
#include "engine/runs/handler_watch.h"
#include "engine/runs/run_queue.h"
#include "engine/stop/deadlines.h"
#include "engine/stop/stop_ladder.h"

namespace gimbal::console {

// Thread: any.   GIL: never taken, because a script may hold it.
class Supervisor {
public:
    Supervisor(EventChannel& events, InterruptGate& gate, RunQueue& runs, StopListeners& listeners,
               PythonThread& handlers)
        : events_(events),
          runs_(runs),
          ladder_(events, gate, listeners),
          handlers_(events, handlers) {}

    void start(bool handle_quit_signals);
    void stop_run(const std::shared_ptr<Run>& run);   // climbs the first rungs at once, the rest on the thread
    void force_run(const std::shared_ptr<Run>& run);  // climbs to the last rung at once
    void python_has_failed();                         // no script thread takes the process's signals: this one does
    void quit_until(Clock::time_point deadline);      // the host obeys SIGTERM, and this is when quit() returns
    void postpone_quit();                             // the host asks the user first: that signal does not end it
    WakeUp& woken() { return woken_; }
    const HandlerWatch& handlers() const { return handlers_; }
    void call_at(Clock::time_point due, Deadlines::Passed passed);  // on the thread
    // Gives SIGTERM and SIGHUP back and joins the thread. False: it has not ended within the limit, because a function
    // of the host that Stop calls does not return.
    bool finish_until(Clock::time_point deadline);
    void finish() { finish_until(Clock::time_point::max()); }

    static constexpr double poll_seconds = 0.05;  // while a run is being stopped
    // From SIGTERM to Engine::quit(), or from the limit of quit() to its end; then the process ends by _exit.
    static constexpr double quit_limit_seconds = 2.0;

private:
    void run();
    int milliseconds_to_sleep(bool quitting) const;
    void watch_quit(Clock::time_point& deadline);

    EventChannel& events_;
    RunQueue& runs_;
    StopLadder ladder_;
    HandlerWatch handlers_;
    Deadlines deadlines_;
    NativeThread thread_;
    WakeUp woken_;
    bool prompt_nudged_ = false;  // the terminal's prompt may have missed a Ctrl-C
    std::atomic<bool> finished_{false}, wants_signals_{false}, quit_postponed_{false};
    std::atomic<Clock::time_point> quit_returns_{};  // set once quit() was called
};

}  // namespace gimbal::console
