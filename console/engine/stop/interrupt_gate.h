// Lets an interrupt through to the user code of the run it is meant for, and to nothing else.
#pragma once
#include <pthread.h>
#include <signal.h>

#include <atomic>

#include "gimbal/console/events.h"

namespace gimbal::console {

// SIGINT is blocked in the script thread except in user frames. A sender counts itself in, compares the run's id, sends
// and counts itself out; the end of a run takes the id away, waits for senders that are in, and eats what they sent. So
// a signal that was meant for one run can neither be pending when the next begins nor strike the host's own code.
class InterruptGate {
public:
    // Headless SIGINT stays open for good: python3's rules, where a Ctrl-C may strike at any time.
    explicit InterruptGate(bool always_open) : always_open_(always_open) {}

    void attach();  // Thread: script, once.
    // Thread: script.   GIL: held. The run's user code lies between the two.
    void open(RunId run);
    void close();  // keeps the pending Python error, drops an interrupt that came too late

    static void absorb();           // what has come and struck nobody. Thread: script. GIL: held. SIGINT blocked
    bool send(RunId run) noexcept;  // Thread: any. False: that run is not current.
    RunId current() const noexcept { return current_.load(); }
    bool on_script_thread() const noexcept { return attached_.load() && pthread_equal(pthread_self(), script_thread_); }
    pthread_t script_thread() const { return script_thread_; }

private:
    void interrupt() const noexcept;

    const bool always_open_;
    pthread_t script_thread_{};
    std::atomic<bool> attached_{false};
    std::atomic<RunId> current_{0};
    std::atomic<int> senders_{0};
};

}  // namespace gimbal::console
