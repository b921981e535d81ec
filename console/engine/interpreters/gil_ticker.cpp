#include "engine/interpreters/gil_ticker.h"

#include <system_error>

#include "engine/interpreter/attach.h"

namespace gimbal::console::detail {

void GilTicker::begin() {
    std::lock_guard lock(mutex_);
    ++wanted_;
    if (finished_) return;
    try {
        if (!thread_.started()) thread_.start({"gil ticker", 256u << 10, 0}, [this] { run(); });
    } catch (const std::system_error&) {  // no thread can be started: the code waits as in plain CPython
    }
    changed_.notify_all();
}

void GilTicker::end() {
    std::lock_guard lock(mutex_);
    --wanted_;
}

void GilTicker::run() {
    std::unique_lock lock(mutex_);
    while (!finished_) {
        changed_.wait(lock, [&] { return finished_ || wanted_ > 0; });
        if (changed_.wait_for(lock, ticks_.interval(), [&] { return finished_; })) return;
        lock.unlock();
        const auto begin = Clock::now();
        { const EngineAttachment waits_for_the_gil; }
        ticks_.waited(Clock::now() - begin);
        lock.lock();
    }
}

void GilTicker::finish() {
    std::lock_guard lock(mutex_);
    finished_ = true;
    changed_.notify_all();
}

bool GilTicker::join_until(Clock::time_point end) { return thread_.join_until(end); }

}  // namespace gimbal::console::detail
