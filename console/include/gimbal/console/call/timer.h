// Handles to the timers of Engine::after(), every() and call_soon().
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace gimbal::console {

namespace detail {
class TimerState;
}

// Each member may be left out.
struct TimerOptions {
    std::string name = {};  // the console shows errors and slow calls as those of "timer NAME"
    // Called once, instead of the calls that are still to come, if the engine ends or Python does not start: on any
    // thread, with or without the GIL. Not called after cancel().
    std::function<void()> dropped = {};
};

// Dropping a Timer does not cancel it; a ScopedTimer does. It may outlive the engine. Thread: one at a time, any.
// GIL: not needed.
class Timer {
public:
    Timer() = default;
    explicit Timer(std::shared_ptr<detail::TimerState> state) : state_(std::move(state)) {}
    Timer(Timer&&) noexcept = default;
    Timer& operator=(Timer&&) noexcept = default;

    explicit operator bool() const { return state_ != nullptr; }
    // No call begins any more. Returns at once, so a call that has begun goes on; the function may cancel its own
    // timer. False: there was no call to come.
    bool cancel();
    bool is_active() const;        // a call is to come
    std::uint64_t calls() const;   // that have begun
    std::uint64_t missed() const;  // calls of a repeating timer that were left out, because the thread was busy

private:
    std::shared_ptr<detail::TimerState> state_;
};

// Cancels its timer when it is destroyed or gets another one.
class ScopedTimer : public Timer {
public:
    ScopedTimer() = default;
    ScopedTimer(Timer timer) : Timer(std::move(timer)) {}
    ScopedTimer(ScopedTimer&&) noexcept = default;
    ScopedTimer& operator=(ScopedTimer&& other) noexcept {
        if (this != &other) {
            cancel();
            Timer::operator=(std::move(other));
        }
        return *this;
    }
    ~ScopedTimer() { cancel(); }
};

}  // namespace gimbal::console
