// The clocks of the program. Times are seconds in a double where they meet ImGui, scripts or files.
#pragma once
#include <chrono>
#include <limits>

namespace gimbal::console {

using Clock = std::chrono::steady_clock;

inline constexpr double never = std::numeric_limits<double>::infinity();

// All functions: Thread: any.   GIL: not needed.

// Seconds of the steady clock, the unit of InputEvent::time and of the `now` that panels get.
inline double steady_seconds() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }
inline double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}
inline Clock::duration to_duration(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

// Seconds since 1970. The user may set this clock, so use it only for times that are shown or stored.
inline double unix_seconds() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// CPU time of the calling thread. Wall time also counts what other threads took: beside 8 busy threads, 0.3 ms of work
// takes 10.9 ms of wall time.
double thread_cpu_seconds();

}  // namespace gimbal::console
