// A flag that a thread can sleep on: set by any thread and by signal handlers, cleared by the sleeper.
#pragma once

namespace gimbal::console {

enum class Woken { notified, timed_out, by_signal };

// Thread: any notifies, a signal handler too; one waits.   GIL: not held while waiting.
class WakeUp {
public:
    WakeUp();
    ~WakeUp();
    WakeUp(const WakeUp&) = delete;
    WakeUp& operator=(const WakeUp&) = delete;

    void notify() noexcept;                    // async-signal-safe
    Woken wait(int timeout_ms = -1) noexcept;  // below 0: for ever
    int descriptor() const noexcept { return descriptor_; }
    void clear() noexcept;

private:
    int descriptor_;
};

}  // namespace gimbal::console
