#include "link/handler_pool.h"

#include <algorithm>
#include <utility>

namespace gimbal::console::link::detail {

namespace {
void run_guarded(std::function<void()>& function) {
    try {
        function();
    } catch (...) {  // a handler of the user must not end the thread
    }
    function = nullptr;  // may answer a request, so not with the mutex held
}

constexpr std::size_t stack_bytes = std::size_t(8) << 20;
}  // namespace

HandlerPool::HandlerPool(unsigned threads) {
    for (unsigned i = 0; i < std::max(threads, 1u); ++i) {
        threads_.push_back(std::make_unique<NativeThread>());
        threads_.back()->start({"link handlers", stack_bytes, 0}, [this] { run(); });
    }
}

void HandlerPool::post(std::function<void()> function) {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    waiting_.push_back(std::move(function));
    wake_.notify_one();
}

void HandlerPool::post(const std::shared_ptr<Lane>& lane, std::function<void()> function) {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    lane->waiting_.push_back(std::move(function));
    if (std::exchange(lane->running_, true)) return;
    waiting_.push_back([this, lane] { run_lane(lane); });
    wake_.notify_one();
}

// One function, then the others of the pool have their turn.
void HandlerPool::run_lane(const std::shared_ptr<Lane>& lane) {
    std::function<void()> function;
    {
        std::lock_guard lock(mutex_);
        function = std::move(lane->waiting_.front());
        lane->waiting_.pop_front();
    }
    run_guarded(function);
    std::lock_guard lock(mutex_);
    if (lane->waiting_.empty() || stopping_) {
        lane->running_ = false;
        return;
    }
    waiting_.push_back([this, lane] { run_lane(lane); });
    wake_.notify_one();
}

void HandlerPool::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        auto function = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        run_guarded(function);
        lock.lock();
    }
}

void HandlerPool::stop() {
    std::deque<std::function<void()>> dropped;  // destroyed without the lock
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        dropped.swap(waiting_);
        wake_.notify_all();
    }
    for (const auto& thread : threads_) thread->join();
}

}  // namespace gimbal::console::link::detail
