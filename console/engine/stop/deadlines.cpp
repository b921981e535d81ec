#include "engine/stop/deadlines.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "gimbal/console/thread_role.h"

namespace gimbal::console {

void Deadlines::add(Clock::time_point due, Passed passed) {
    std::lock_guard lock(mutex_);
    entries_.push({due, std::move(passed)});
}

bool Deadlines::take_due(Entry& entry) {
    std::lock_guard lock(mutex_);
    if (entries_.empty() || entries_.top().due > Clock::now()) return false;
    entry = entries_.top();
    entries_.pop();
    return true;
}

void Deadlines::look() {
    GIMBAL_ON(supervisor);
    for (Entry entry; take_due(entry);) {
        entry.due = entry.passed();
        if (entry.due == Clock::time_point::max()) continue;
        std::lock_guard lock(mutex_);
        entries_.push(std::move(entry));
    }
}

int Deadlines::milliseconds() const {
    std::lock_guard lock(mutex_);
    if (entries_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(entries_.top().due - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

}  // namespace gimbal::console
