// A queue between interpreters and threads.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console::detail {

struct SharedValue;

// Lives as long as an object of Python or an item of a queue refers to it. Thread: any.   GIL: not held by what waits.
class SharedQueue : NonCopyable {
public:
    static std::shared_ptr<SharedQueue> make(std::int64_t max_size);  // 0 and below: without a limit
    static std::shared_ptr<SharedQueue> find(std::int64_t id);        // null: there is none any more
    ~SharedQueue();

    std::int64_t id() const { return id_; }
    std::int64_t max_size() const { return max_size_; }
    std::int64_t size() const;
    bool put(SharedValue& value, Clock::time_point deadline);  // false: full; the value is left
    bool get(SharedValue& value, Clock::time_point deadline);  // false: empty

private:
    SharedQueue(std::int64_t id, std::int64_t max_size);
    bool is_full() const;

    const std::int64_t id_, max_size_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<SharedValue> items_;
};

}  // namespace gimbal::console::detail
