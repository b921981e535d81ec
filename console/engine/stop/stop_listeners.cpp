// A listener is called with the mutex held, so remove() waits for a call in progress.
#include "engine/stop/stop_listeners.h"

#include <cstdio>
#include <exception>
#include <utility>

#include "gimbal/console/python/forked_child.h"

namespace gimbal::console {

namespace {
// An exception would end the supervisor thread, and with it the process.
void call_safely(const std::function<void()>& on_stop) noexcept {
    try {
        on_stop();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "gimbal_console: a function that Stop calls has thrown: %s\n", error.what());
    } catch (...) { std::fputs("gimbal_console: a function that Stop calls has thrown an exception\n", stderr); }
}
}  // namespace

std::uint64_t StopListeners::add(RunId run, std::function<void()> on_stop) {
    if (in_forked_child()) return 0;  // a thread that does not exist there may have held the mutex
    std::lock_guard lock(mutex_);
    listeners_.emplace(++last_key_, Listener{run, std::move(on_stop)});
    return last_key_;
}

void StopListeners::remove(std::uint64_t key) {
    if (in_forked_child()) return;
    std::lock_guard lock(mutex_);
    listeners_.erase(key);
}

void StopListeners::call(RunId run) {
    std::lock_guard lock(mutex_);
    for (auto& [key, listener] : listeners_)
        if (listener.run == run)
            if (const auto on_stop = std::exchange(listener.on_stop, nullptr)) call_safely(on_stop);
}

}  // namespace gimbal::console
