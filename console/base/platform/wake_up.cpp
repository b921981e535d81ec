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

bool WakeUp::wait(int timeout_ms) noexcept {
    pollfd waited{descriptor(), POLLIN, 0};
    const int ready = poll(&waited, 1, timeout_ms);
    // C code has closed it by a system call. Wakes a hundred times a second instead, because nobody can wake the thread.
    if (ready > 0 && (waited.revents & POLLNVAL)) poll(nullptr, 0, 10);
    else if (ready > 0) clear();
    return ready >= 0;
}

}  // namespace gimbal::console
