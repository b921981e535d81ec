#include "engine/runs/run_queue.h"

#include <algorithm>

#include "gimbal/console/thread_role.h"

namespace gimbal::console {

void RunQueue::list(const std::shared_ptr<Run>& run) {
    std::lock_guard lock(mutex_);
    alive_.push_back(run);
}

void RunQueue::push(const std::shared_ptr<Run>& run) {
    list(run);
    woken_.notify();
}

std::shared_ptr<Run> RunQueue::try_take() {
    GIMBAL_ON(script);
    std::lock_guard lock(mutex_);
    const auto next = std::ranges::find_if(alive_, [](const auto& run) { return !run->taken; });
    if (next == alive_.end()) return nullptr;
    (*next)->taken = true;
    return *next;
}

void RunQueue::adopt(const std::shared_ptr<Run>& run) {
    GIMBAL_ON(script);
    run->id = next_id();
    run->started = Clock::now();
    run->taken = true;
    list(run);
}

void RunQueue::finish(const std::shared_ptr<Run>& run) {
    GIMBAL_ON(script);
    std::lock_guard lock(mutex_);
    // It is the first one, and thousands may wait after it.
    if (const auto found = std::ranges::find(alive_, run); found != alive_.end()) alive_.erase(found);
}

std::shared_ptr<Run> RunQueue::take_queued(RunId id) {
    std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(alive_, [=](const auto& run) { return run->id == id && !run->taken; });
    if (found == alive_.end()) return nullptr;
    auto removed = std::move(*found);
    alive_.erase(found);
    return removed;
}

std::vector<std::shared_ptr<Run>> RunQueue::take_all_queued() {
    std::vector<std::shared_ptr<Run>> removed;
    std::lock_guard lock(mutex_);
    std::erase_if(alive_, [&](const auto& run) {
        if (!run->taken) removed.push_back(run);
        return !run->taken;
    });
    return removed;
}

std::shared_ptr<Run> RunQueue::current() const {
    std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(alive_, [](const auto& run) { return run->taken; });
    return found != alive_.end() ? *found : nullptr;
}

bool RunQueue::is_busy() const {
    std::lock_guard lock(mutex_);
    return !alive_.empty();
}

}  // namespace gimbal::console
