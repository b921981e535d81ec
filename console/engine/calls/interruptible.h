// Waits of Python threads in C++ that Stop ends.
#pragma once
#include "gimbal/console/python/gil.h"

#include <chrono>
#include <functional>
#include <optional>

#include "gimbal/console/base/clock.h"

namespace gimbal::console {

enum class Waited { ended, late, interrupted };  // interrupted: a Python error is set

// Waits without the GIL until `step` returns true, or until the time has passed. `step` waits for at most its limit.
// Stop ends the wait on the script thread, and on another thread a KeyboardInterrupt that was sent to it.
// Thread: Python.   GIL: held, released while waiting.
Waited wait_interruptibly(const std::function<bool(std::chrono::milliseconds limit)>& step,
                          std::optional<Clock::time_point> until);

}  // namespace gimbal::console
