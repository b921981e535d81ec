// What the window may call by number: the callbacks of menu entries and panel buttons that Python registered.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "gimbal/console/callable.h"
#include "gimbal/console/engine.h"

namespace gimbal {

// Thread: any.   GIL: not needed: a Callable is.
class ActionTable {
public:
    // The one table of an engine: the module fills it, the window's link reads it.
    static std::shared_ptr<ActionTable> of(console::Engine& engine);
    std::uint64_t add(console::Callable callable);
    void remove(std::uint64_t id);
    console::Callable find(std::uint64_t id) const;  // empty when it was removed meanwhile
    void clear();

private:
    mutable std::mutex mutex_;
    std::map<std::uint64_t, console::Callable> actions_;
    std::uint64_t next_ = 1;
};

}  // namespace gimbal
