// Callables and calls are destroyed outside the mutex: one queues a reference for release, the other may answer.
#include "api/module/link_functions.h"

#include <utility>

namespace gimbal::module {

void LinkFunctions::add(std::string name, console::Callable function) {
    std::lock_guard lock(mutex_);
    std::swap(functions_[std::move(name)], function);
}

bool LinkFunctions::remove(const std::string& name) {
    std::map<std::string, console::Callable>::node_type removed;
    std::lock_guard lock(mutex_);
    removed = functions_.extract(name);
    return !removed.empty();
}

console::Callable LinkFunctions::find(const std::string& name) const {
    std::lock_guard lock(mutex_);
    const auto found = functions_.find(name);
    return found == functions_.end() ? console::Callable() : found->second;
}

std::vector<std::string> LinkFunctions::names() const {
    std::lock_guard lock(mutex_);
    std::vector<std::string> result;
    for (const auto& [name, function] : functions_) result.push_back(name);
    return result;
}

void LinkFunctions::clear() {
    std::map<std::string, console::Callable> removed;
    std::lock_guard lock(mutex_);
    removed.swap(functions_);
}

std::uint64_t LinkFunctions::open(OpenLinkCall call) {
    std::lock_guard lock(mutex_);
    calls_.emplace(next_, std::move(call));
    return next_++;
}

std::optional<OpenLinkCall> LinkFunctions::call(std::uint64_t id) const {
    std::lock_guard lock(mutex_);
    const auto found = calls_.find(id);
    return found == calls_.end() ? std::nullopt : std::optional(found->second);
}

void LinkFunctions::close(std::uint64_t id) {
    std::map<std::uint64_t, OpenLinkCall>::node_type closed;
    std::lock_guard lock(mutex_);
    closed = calls_.extract(id);
}

}  // namespace gimbal::module
