#include "engine/timers/timer_table.h"

#include <algorithm>
#include <stdexcept>

#include "gimbal/console/python/forked_child.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

using detail::TimerState;

Clock::time_point TimerTable::after(Clock::time_point time, Clock::duration delay) {
    return delay < Clock::time_point::max() - time ? time + delay : Clock::time_point::max();
}

void TimerTable::insert(const State& timer) {
    const auto entry = due_.emplace(Key{timer->due, timer->number}, timer).first;
    if (entry == due_.begin() && woken_) woken_->notify();
}

TimerTable::State TimerTable::add(TimerWork work) {
    const State timer = std::make_shared<TimerState>(shared_from_this(), std::move(work));
    {
        std::lock_guard lock(mutex_);
        if (due_.size() >= most_timers)
            throw std::runtime_error("there are 1,000,000 timers already: cancel those that are no longer needed");
        if (woken_) {
            timer->number = next_++;
            timer->due = after(Clock::now(), timer->work.delay);
            timer->active = true;
            if (timer->work.holds_program) ++holding_;
            insert(timer);
            return timer;
        }
    }
    if (timer->work.dropped) timer->work.dropped();
    return timer;
}

// It is out of the table, and no call runs.
void TimerTable::retire(TimerState& timer) {
    timer.active = false;
    timer.work.object = {};  // ends the cycle with the Timer of Python
    if (!std::exchange(timer.work.holds_program, false)) return;
    if (--holding_ == 0) changed_.notify();
}

bool TimerTable::cancel(TimerState& timer) {
    if (in_forked_child()) return false;  // another thread may have held the mutex
    std::lock_guard lock(mutex_);
    if (!timer.active.exchange(false)) return false;
    timer.cancelled = true;
    due_.erase(Key{timer.due, timer.number});
    if (timer.running) return true;  // ended() does the rest
    retire(timer);
    to_destroy_.push_back(std::move(timer.work.function));
    if (to_destroy_.size() == 1 && woken_) woken_->notify();
    return true;
}

Clock::time_point TimerTable::due(const TimerState& timer) const {
    if (!timer.active || in_forked_child()) return Clock::time_point::max();
    std::lock_guard lock(mutex_);
    return timer.active ? timer.due : Clock::time_point::max();
}

Clock::time_point TimerTable::next_due() const {
    std::lock_guard lock(mutex_);
    if (!to_destroy_.empty()) return {};
    return due_.empty() ? Clock::time_point::max() : due_.begin()->first.first;
}

std::size_t TimerTable::due_count() const {
    std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    std::size_t count = 0;
    for (auto entry = due_.begin(); entry != due_.end() && entry->first.first <= now && count < most_counted; ++entry)
        ++count;
    return count;
}

std::vector<TimerTable::Active> TimerTable::active() const {
    std::vector<Active> all;
    std::lock_guard lock(mutex_);
    all.reserve(due_.size());
    for (const auto& [key, timer] : due_)
        all.push_back({timer->work.name, timer->work.object, timer->work.is_of_script});
    return all;
}

TimerTable::State TimerTable::take_due() {
    GIMBAL_ON(handlers);
    Functions destroyed;
    std::lock_guard lock(mutex_);  // released before the functions are destroyed, which may run Python code
    destroyed.swap(to_destroy_);
    const auto now = Clock::now();
    if (due_.empty() || due_.begin()->first.first > now) return nullptr;
    const State timer = due_.extract(due_.begin()).mapped();
    timer->running = true;
    timer->calls.fetch_add(1);
    if (const auto interval = timer->work.interval; interval > Clock::duration::zero()) {
        const auto left_out = (now - timer->due) / interval;
        timer->missed.fetch_add(static_cast<std::uint64_t>(left_out));
        timer->due = after(timer->due, interval * (left_out + 1));  // keeps the phase
        insert(timer);
    } else {
        timer->active = false;
    }
    return timer;
}

bool TimerTable::ended(TimerState& timer, bool failed) {
    GIMBAL_ON(handlers);
    std::function<void()> destroyed;
    std::lock_guard lock(mutex_);
    timer.running = false;
    timer.failures = failed ? timer.failures + 1 : 0;
    const bool stops = timer.failures >= allowed_failures && timer.active;
    if (stops) due_.erase(Key{timer.due, timer.number});
    if (timer.active && !stops) return false;
    retire(timer);
    destroyed = std::move(timer.work.function);
    return stops;
}

bool TimerTable::is_closed() const {
    std::lock_guard lock(mutex_);
    return !woken_;
}

bool TimerTable::holds_program() const {
    std::lock_guard lock(mutex_);
    return holding_ > 0;
}

// A timer whose call runs now keeps its function until ended().
std::vector<TimerTable::State> TimerTable::take_all() {
    std::vector<State> all;
    std::lock_guard lock(mutex_);
    woken_ = nullptr;
    for (const auto& [key, timer] : due_) {
        timer->active = false;
        if (!timer->running) retire(*timer);
        all.push_back(timer);
    }
    due_.clear();
    return all;
}

void TimerTable::close() {
    Functions destroyed;
    for (const State& timer : take_all()) {
        if (timer->work.dropped) timer->work.dropped();
        std::lock_guard lock(mutex_);
        if (!timer->running) destroyed.push_back(std::move(timer->work.function));
    }
    std::lock_guard lock(mutex_);
    destroyed.insert(destroyed.end(), std::make_move_iterator(to_destroy_.begin()),
                     std::make_move_iterator(to_destroy_.end()));
    to_destroy_.clear();
}

void TimerTable::abandon() {
    for (const State& timer : take_all()) {
        if (timer->work.dropped) timer->work.dropped();
        [[maybe_unused]] const auto* leaked = new State(timer);
    }
    std::lock_guard lock(mutex_);
    [[maybe_unused]] const auto* leaked = new Functions(std::move(to_destroy_));
    to_destroy_.clear();
}

}  // namespace gimbal::console
