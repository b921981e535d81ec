// Linux: an eventfd.
#include "base/platform/wake_up.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace gimbal::console {

WakeUp::WakeUp() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!event_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void WakeUp::notify() noexcept {
    const int saved = errno;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(descriptor(), &one, sizeof one);  // fails only if the count is full
    errno = saved;
}

void WakeUp::clear() noexcept {
    std::uint64_t count;
    [[maybe_unused]] const auto got = read(descriptor(), &count, sizeof count);
}

// C code may close the descriptor by a system call. A poll() that waits does not notice that, and nobody can wake the
// thread. So a long wait polls again every five seconds. Once the descriptor is closed, each call returns after 10 ms
// as if the thread had been woken.
bool WakeUp::wait_until(Clock::time_point time, const sigset_t* mask) noexcept {
    constexpr auto look = std::chrono::seconds(5);
    constexpr int pause_ms = 10;
    pollfd waited{descriptor(), POLLIN, 0};
    int ready = 0;
    for (bool last = false; ready == 0 && !last;) {
        const auto now = Clock::now();
        last = time - now <= look;  // no overflow: the clock has counted since the start of the machine
        const std::int64_t nanoseconds = last ? std::max<std::int64_t>((time - now).count(), 0)
                                              : std::chrono::nanoseconds(look).count();
        const timespec limit{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
        ready = ppoll(&waited, 1, &limit, mask);
    }
    if (ready > 0 && (waited.revents & POLLNVAL)) poll(nullptr, 0, pause_ms);
    else if (ready > 0) clear();
    return ready >= 0;
}

bool WakeUp::wait(int timeout_ms) noexcept {
    return wait_until(timeout_ms < 0 ? Clock::time_point::max() : Clock::now() + std::chrono::milliseconds(timeout_ms));
}

}  // namespace gimbal::console
