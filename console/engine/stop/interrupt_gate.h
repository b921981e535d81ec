// Lets an interrupt reach the user code of the run it is meant for, and nothing else.
#pragma once
#include <pthread.h>

#include <atomic>

#include "gimbal/console/events.h"

namespace gimbal::console {

// SIGINT is blocked in the script thread except in user frames. A sender adds itself to a count, compares the run's id,
// sends and leaves the count. The end of a run clears the id, waits until the count is zero and discards a pending
// signal. So a signal meant for one run can neither be pending when the next run begins nor interrupt the host's own
// code.
class InterruptGate {
public:
    // `always_open`: headless, by python3's rules, a Ctrl-C may interrupt at any time.
    explicit InterruptGate(bool always_open) : always_open_(always_open) {}

    void attach();  // Thread: script, once.
    // The run's user code runs between these two. Thread: script.   GIL: held.
    void open(RunId run);
    void close();  // keeps the pending Python error and drops an interrupt that came too late

    static void absorb();  // drops interrupts not raised yet. SIGINT must be blocked. Thread: script. GIL: held.
    // False: the run is not current. `past_mask` also reaches a script that has blocked the signal, and may interrupt
    // another script twice. Thread: any.
    bool send(RunId run, bool past_mask = false) noexcept;
    RunId current() const noexcept { return current_.load(); }
    bool on_script_thread() const noexcept { return attached_.load() && pthread_equal(pthread_self(), script_thread_); }
    pthread_t script_thread() const { return script_thread_; }

private:
    void interrupt(bool past_mask) noexcept;

    const bool always_open_;
    pthread_t script_thread_{};
    std::atomic<bool> attached_{false};
    std::atomic<RunId> current_{0};
    std::atomic<int> senders_{0};
    std::atomic<bool> was_sent_{false};  // an interrupt, since the gate was closed
};

}  // namespace gimbal::console
