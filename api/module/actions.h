// The Python callbacks of menu entries and panel buttons; the window knows each by a number.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>

#include "gimbal/console/callable.h"

namespace gimbal::module {

// Thread: any.   GIL: not needed.
class ActionTable {
public:
    std::uint64_t add(console::Callable callable);
    void remove(std::uint64_t id);
    console::Callable find(std::uint64_t id) const;  // empty if it has been removed
    void clear();

private:
    mutable std::mutex mutex_;
    std::map<std::uint64_t, console::Callable> actions_;
    std::uint64_t next_ = 1;
};

}  // namespace gimbal::module
