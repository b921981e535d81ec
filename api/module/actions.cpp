// Callables are destroyed outside the mutex, because that queues a reference for release.
#include "api/module/actions.h"

namespace gimbal::module {

std::uint64_t ActionTable::add(console::Callable callable) {
    std::lock_guard lock(mutex_);
    actions_.emplace(next_, std::move(callable));
    return next_++;
}

void ActionTable::remove(std::uint64_t id) {
    std::map<std::uint64_t, console::Callable>::node_type removed;
    std::lock_guard lock(mutex_);
    removed = actions_.extract(id);
}

console::Callable ActionTable::find(std::uint64_t id) const {
    std::lock_guard lock(mutex_);
    const auto found = actions_.find(id);
    return found == actions_.end() ? console::Callable() : found->second;
}

void ActionTable::clear() {
    std::map<std::uint64_t, console::Callable> removed;
    std::lock_guard lock(mutex_);
    removed.swap(actions_);
}

}  // namespace gimbal::module
