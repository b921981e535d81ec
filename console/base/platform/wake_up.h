// A flag that a thread can sleep on. Any thread or signal handler sets it; the sleeper clears it.
#pragma once
#include <signal.h>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/descriptor.h"

namespace gimbal::console {

// Thread: any calls notify(), a signal handler too; one thread waits.   GIL: not held while waiting.
class WakeUp {
public:
    WakeUp();

    void notify() noexcept;                   // async-signal-safe
    bool wait(int timeout_ms = -1) noexcept;  // negative: no limit. False: a signal has ended the wait
    // The same with a limit; time_point::max(): none. `mask` is the signal mask of the thread while it waits, so that
    // no signal is lost that came after the caller has looked for one; null: the present mask.
    bool wait_until(Clock::time_point time, const sigset_t* mask = nullptr) noexcept;
    int descriptor() const noexcept { return event_.get(); }
    void clear() noexcept;

private:
    Descriptor event_;
};

}  // namespace gimbal::console
