// The threads that run handlers. A lane runs its functions one at a time, in order.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/platform/native_thread.h"

namespace gimbal::console::link::detail {

// Thread: any posts.
class HandlerPool {
public:
    class Lane {
        friend class HandlerPool;
        std::deque<std::function<void()>> waiting_;
        bool running_ = false;
    };

    explicit HandlerPool(unsigned threads);
    ~HandlerPool() { stop(); }

    void post(std::function<void()> function);
    void post(const std::shared_ptr<Lane>& lane, std::function<void()> function);
    void stop();  // drops what waits, waits for what runs; not on one of the threads

private:
    void run();
    void run_lane(const std::shared_ptr<Lane>& lane);

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = false;
    std::vector<std::unique_ptr<NativeThread>> threads_;
};

}  // namespace gimbal::console::link::detail
