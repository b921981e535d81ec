// The clocks of the program.
#include "gimbal/console/base/clock.h"

#include <doctest/doctest.h>

#include <thread>

using namespace gimbal::console;

TEST_CASE("a sleeping thread passes wall time and spends no CPU time") {
    const Clock::time_point start = Clock::now();
    const double wall = steady_seconds(), spent = thread_cpu_seconds();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    CHECK(steady_seconds() - wall >= 0.2);
    CHECK(seconds_since(start) >= 0.2);
    CHECK(thread_cpu_seconds() - spent < 0.1);
    CHECK(to_duration(1.5) == std::chrono::milliseconds(1500));
}
