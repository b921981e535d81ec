// Linux: an eventfd.
#include "base/platform/wake_up.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

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
// thread. So an endless wait polls again every five seconds. Once the descriptor is closed, each call returns after
// 10 ms as if the thread had been woken.
bool WakeUp::wait(int timeout_ms) noexcept {
    constexpr int look_ms = 5000, pause_ms = 10;
    pollfd waited{descriptor(), POLLIN, 0};
    int ready = 0;
    do ready = poll(&waited, 1, timeout_ms < 0 ? look_ms : timeout_ms);
    while (ready == 0 && timeout_ms < 0);
    if (ready > 0 && (waited.revents & POLLNVAL)) poll(nullptr, 0, pause_ms);
    else if (ready > 0) clear();
    return ready >= 0;
}

}  // namespace gimbal::console
