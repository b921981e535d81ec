#include "engine/interpreters/shared_value.h"

#include <map>

#include "gimbal/console/python/forked_child.h"

namespace gimbal::console::detail {

namespace {
struct Registry {
    std::mutex mutex;
    std::int64_t last_id = 0;
    std::map<std::int64_t, std::weak_ptr<SharedQueue>> queues;
};
Registry& registry() {
    static auto* all = new Registry;  // never destroyed: an item of a queue may be destroyed after main()
    return *all;
}
}  // namespace

SharedQueue::SharedQueue(std::int64_t id, std::int64_t max_size) : id_(id), max_size_(max_size) {}

std::shared_ptr<SharedQueue> SharedQueue::make(std::int64_t max_size) {
    std::lock_guard lock(registry().mutex);
    const std::int64_t id = ++registry().last_id;
    std::shared_ptr<SharedQueue> made(new SharedQueue(id, max_size));
    registry().queues.emplace(id, made);
    return made;
}

std::shared_ptr<SharedQueue> SharedQueue::find(std::int64_t id) {
    std::lock_guard lock(registry().mutex);
    const auto found = registry().queues.find(id);
    return found != registry().queues.end() ? found->second.lock() : nullptr;
}

SharedQueue::~SharedQueue() {
    if (in_forked_child()) return;
    std::lock_guard lock(registry().mutex);
    registry().queues.erase(id_);
}

std::int64_t SharedQueue::size() const {
    std::lock_guard lock(mutex_);
    return std::ssize(items_);
}

bool SharedQueue::is_full() const { return max_size_ > 0 && std::ssize(items_) >= max_size_; }

bool SharedQueue::put(SharedValue& value, Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_until(lock, deadline, [&] { return !is_full(); })) return false;
    items_.push_back(std::move(value));
    changed_.notify_all();
    return true;
}

bool SharedQueue::get(SharedValue& value, Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_until(lock, deadline, [&] { return !items_.empty(); })) return false;
    value = std::move(items_.front());
    items_.pop_front();
    changed_.notify_all();
    return true;
}

}  // namespace gimbal::console::detail
