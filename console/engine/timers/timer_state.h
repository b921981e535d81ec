// One timer: the private half of Timer.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/non_copyable.h"
#include "gimbal/console/call/value.h"

namespace gimbal::console {

class TimerTable;

// What a new timer does and when.
struct TimerWork {
    std::string name;
    Clock::duration delay{};         // until the first call
    Clock::duration interval{};      // 0: one call only
    std::function<void()> function;  // may hold references, so it is destroyed with the GIL
    std::function<void()> dropped = {};
    Value object = {};           // the Timer of Python that it belongs to; empty: a timer of C++
    bool holds_program = false;  // a headless program waits for it at its end
    bool is_of_script = false;   // its end together with a headless program is reported
};

namespace detail {

// TimerTable changes it under its mutex; the atomics are read without. Thread: any.   GIL: not needed.
class TimerState : NonCopyable {
public:
    TimerState(std::shared_ptr<TimerTable> table, TimerWork work) : table(std::move(table)), work(std::move(work)) {}

    const std::shared_ptr<TimerTable> table;  // its entry is removed at the timer's end, which ends the cycle
    TimerWork work;
    std::uint64_t number = 0;
    Clock::time_point due{};
    int failures = 0;  // in a row
    bool running = false;
    std::atomic<bool> active{false}, cancelled{false};
    std::atomic<std::uint64_t> calls{0}, missed{0};
};

}  // namespace detail
}  // namespace gimbal::console
