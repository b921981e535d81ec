// A flag that a thread can sleep on. Any thread or signal handler sets it; the sleeper clears it.
#pragma once

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// Thread: any calls notify(), a signal handler too; one thread waits.   GIL: not held while waiting.
class WakeUp : NonCopyable {
public:
    WakeUp();
    ~WakeUp();

    void notify() noexcept;                   // async-signal-safe
    bool wait(int timeout_ms = -1) noexcept;  // negative: no limit. False: a signal has ended the wait
    int descriptor() const noexcept { return descriptor_; }
    void clear() noexcept;

private:
    int descriptor_;
};

}  // namespace gimbal::console
