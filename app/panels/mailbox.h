// Where a worker leaves an answer for a panel that may be gone by the time it is ready.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace gimbal::app {

// The panel keeps one and closes it when it dies; the worker holds another reference and posts into it. Only values
// move under the mutex, so neither side waits for the other's work. Thread: any posts, UI takes.   GIL: not needed.
template <class T>
class Mailbox {
public:
    explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

    void post(T value) {
        std::lock_guard lock(mutex_);
        if (closed_) return;
        value_ = std::move(value);
        if (wake_) wake_();  // under the lock: close() must not return while it is called
    }
    std::optional<T> take() {
        std::lock_guard lock(mutex_);
        return std::exchange(value_, std::nullopt);
    }
    void close() {
        std::lock_guard lock(mutex_);
        closed_ = true;
        wake_ = {};
    }

private:
    std::mutex mutex_;
    std::function<void()> wake_;
    std::optional<T> value_;
    bool closed_ = false;
};

}  // namespace gimbal::app
