// Passes a worker's result to a panel that may be destroyed before the result is ready.
#pragma once
#include <mutex>
#include <optional>
#include <utility>

#include "app/waker.h"

namespace gimbal::app {

// Panel and worker each hold a reference. The panel's destructor calls close(). Only moves happen under the mutex, so
// neither side waits for the other's work.
// Thread: any posts, UI takes.   GIL: not needed.
template <class T>
class Mailbox {
public:
    explicit Mailbox(Waker& waker) : waker_(waker) {}

    void post(T value) {
        std::lock_guard lock(mutex_);
        if (closed_) return;
        value_ = std::move(value);
        waker_.wake();  // under the lock, so that close() does not return during the call
    }
    std::optional<T> take() {
        std::lock_guard lock(mutex_);
        return std::exchange(value_, std::nullopt);
    }
    void close() {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }

private:
    Waker& waker_;
    std::mutex mutex_;
    std::optional<T> value_;
    bool closed_ = false;
};

}  // namespace gimbal::app
