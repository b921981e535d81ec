// The timers of Engine, and the handles to them.
#include "gimbal/console/python/call.h"
#include "gimbal/console/call/timer.h"

#include "gimbal/console/python/finished.h"
#include "engine/engine_parts.h"

namespace gimbal::console {

namespace {
using std::chrono::milliseconds;
constexpr milliseconds longest = std::chrono::hours(24) * 365 * 100;

void check(const char* function, const char* what, milliseconds value, milliseconds least) {
    if (value >= least && value <= longest) return;
    const char* rule = value < least ? (least.count() == 0 ? " must not be negative" : " must be at least 1 ms")
                                     : " must be at most 100 years";
    throw std::invalid_argument(std::string(function) + ": the " + what + rule + ", not " +
                                std::to_string(value.count()) + " ms");
}

std::function<void()> calling(Callable callable) {
    return [callable = std::move(callable)] {
        const PyRef function = detail::callable_of(callable);
        if (function) finished(PyRef::steal(PyObject_CallNoArgs(function.get())));
    };
}

Timer start(Timers& timers, milliseconds delay, milliseconds interval, std::function<void()> function,
            TimerOptions options) {
    if (options.name.empty()) options.name = "of the program";
    return Timer(
        timers.start({std::move(options.name), delay, interval, std::move(function), std::move(options.dropped)}));
}
}  // namespace

Timer Engine::after(milliseconds delay, std::function<void()> function, TimerOptions options) {
    check("Engine::after()", "delay", delay, milliseconds(0));
    return start(parts_->timers, delay, milliseconds(0), std::move(function), std::move(options));
}

Timer Engine::every(milliseconds interval, std::function<void()> function, TimerOptions options) {
    check("Engine::every()", "interval", interval, milliseconds(1));
    return start(parts_->timers, interval, interval, std::move(function), std::move(options));
}

Timer Engine::call_soon(std::function<void()> function, TimerOptions options) {
    return after(milliseconds(0), std::move(function), std::move(options));
}

Timer Engine::after(milliseconds delay, Callable function, TimerOptions options) {
    return after(delay, calling(std::move(function)), std::move(options));
}
Timer Engine::every(milliseconds interval, Callable function, TimerOptions options) {
    return every(interval, calling(std::move(function)), std::move(options));
}
Timer Engine::call_soon(Callable function, TimerOptions options) {
    return call_soon(calling(std::move(function)), std::move(options));
}

bool Timer::cancel() { return state_ && state_->table && state_->table->cancel(*state_); }
bool Timer::is_active() const { return state_ && state_->active; }
std::uint64_t Timer::calls() const { return state_ ? state_->calls.load() : 0; }
std::uint64_t Timer::missed() const { return state_ ? state_->missed.load() : 0; }

}  // namespace gimbal::console
