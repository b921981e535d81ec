// The table of callbacks. Callables leave it outside the mutex: their end goes to the engine's release queue.
#include "api/module/actions.h"

namespace gimbal {

std::shared_ptr<ActionTable> ActionTable::of(console::Engine& engine) {
    static std::mutex mutex;
    static std::map<console::Engine*, std::weak_ptr<ActionTable>> tables;
    std::lock_guard lock(mutex);
    std::weak_ptr<ActionTable>& known = tables[&engine];
    std::shared_ptr<ActionTable> table = known.lock();
    if (!table) known = table = std::make_shared<ActionTable>();
    return table;
}

std::uint64_t ActionTable::add(console::Callable callable) {
    std::lock_guard lock(mutex_);
    actions_.emplace(next_, std::move(callable));
    return next_++;
}

void ActionTable::remove(std::uint64_t id) {
    std::map<std::uint64_t, console::Callable>::node_type gone;
    std::lock_guard lock(mutex_);
    gone = actions_.extract(id);
}

console::Callable ActionTable::find(std::uint64_t id) const {
    std::lock_guard lock(mutex_);
    const auto found = actions_.find(id);
    return found == actions_.end() ? console::Callable() : found->second;
}

void ActionTable::clear() {
    std::map<std::uint64_t, console::Callable> gone;
    std::lock_guard lock(mutex_);
    gone.swap(actions_);
}

}  // namespace gimbal
