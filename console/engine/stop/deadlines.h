// Functions that the supervisor calls when their time has come.
#pragma once
#include <functional>
#include <mutex>
#include <queue>
#include <vector>

#include "gimbal/console/base/clock.h"

namespace gimbal::console {

// Thread: supervisor, unless a member says otherwise.   GIL: never.
class Deadlines {
public:
    using Passed = std::function<Clock::time_point()>;  // when to call it again; time_point::max(): not

    void add(Clock::time_point due, Passed passed);  // Thread: any
    void look();                                     // calls what is due
    int milliseconds() const;                        // until the next look is due; -1: there is none

private:
    struct Entry {
        Clock::time_point due;
        Passed passed;
        bool operator>(const Entry& other) const { return due > other.due; }
    };
    bool take_due(Entry& entry);

    mutable std::mutex mutex_;  // not held while a function runs
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> entries_;
};

}  // namespace gimbal::console
