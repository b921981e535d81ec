#include "engine/calls/interruptible.h"

#include <algorithm>

#include "engine/python/pending_interrupt.h"
#include "engine/values/thread_states.h"

namespace gimbal::console {

namespace {

constexpr std::chrono::milliseconds look(20);  // between two checks for an interrupt
}  // namespace

Waited wait_interruptibly(const std::function<bool(std::chrono::milliseconds)>& step,
                          std::optional<Clock::time_point> until) {
    GIMBAL_GIL_HELD();
    const EndedByQuit noted;
    for (;;) {
        const auto now = Clock::now();
        auto limit = look;
        if (until) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - now);
            limit = std::clamp(left, std::chrono::milliseconds(0), look);
        }
        if (without_gil([&] { return step(limit); })) return Waited::ended;
        if (raise_interrupt()) return Waited::interrupted;
        if (until && Clock::now() >= *until) return Waited::late;
    }
}

}  // namespace gimbal::console
