// All timers of an engine, in the order in which they are due.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/platform/wake_up.h"
#include "engine/timers/timer_state.h"

namespace gimbal::console {

// Calls no function of a timer while it holds its mutex. Shared with the timers, which may outlive the engine: after
// close() nothing here touches it. Thread: any, unless a member says otherwise.   GIL: not needed, unless a member says
// otherwise.
class TimerTable : public std::enable_shared_from_this<TimerTable> {
public:
    using State = std::shared_ptr<detail::TimerState>;

    // `woken` is notified when next_due() becomes earlier or functions wait to be destroyed.
    explicit TimerTable(WakeUp& woken) : woken_(&woken) {}

    // After close() the timer is not active, and its `dropped` has been called. Throws if there are too many.
    State add(TimerWork work);
    bool cancel(detail::TimerState& timer);                        // false: it was not active
    Clock::time_point due(const detail::TimerState& timer) const;  // of the next call; max(): there is none
    Clock::time_point next_due() const;                            // of all; max(): there is none
    std::size_t due_count() const;                                 // at most most_counted
    bool is_closed() const;
    struct Active {
        std::string name;
        Value object;
        bool is_of_script;
    };
    std::vector<Active> active() const;  // in the order in which they are due

    // --- Thread: handlers.   GIL: held
    // The first one that is due. Its call has begun; ended() follows.
    State take_due();
    // True: that was the last of too many failures in a row, and the timer has been stopped.
    bool ended(detail::TimerState& timer, bool failed);

    // Ends all timers with a call of their `dropped`, and refuses new ones. GIL: held, or Python does not run.
    void close();
    void abandon();  // the same for Python that was left behind: the functions, which may hold references, are leaked

    // A headless program waits until this is false, and then for a notification of `changed`.
    bool holds_program() const;
    WakeUp& changed() { return changed_; }

    static constexpr std::size_t most_timers = 1'000'000, most_counted = 10'000;
    static constexpr int allowed_failures = 5;  // in a row

private:
    using Key = std::pair<Clock::time_point, std::uint64_t>;
    using Functions = std::vector<std::function<void()>>;

    void insert(const State& timer);
    void retire(detail::TimerState& timer);
    std::vector<State> take_all();
    static Clock::time_point after(Clock::time_point time, Clock::duration delay);

    mutable std::mutex mutex_;
    WakeUp* woken_;  // null: closed
    WakeUp changed_;
    std::map<Key, State> due_;
    Functions to_destroy_;     // of cancelled timers, until the handlers thread has the GIL
    std::uint64_t next_ = 1;   // the number of the next timer: those due at the same time go in order
    std::size_t holding_ = 0;  // timers that hold the program, also while their call runs
};

}  // namespace gimbal::console
