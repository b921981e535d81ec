// Linux: an eventfd.
#include "base/platform/wake_up.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace gimbal::console {

WakeUp::WakeUp() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

WakeUp::~WakeUp() { close(descriptor_); }

void WakeUp::notify() noexcept {
    const int saved = errno;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(descriptor_, &one, sizeof one);  // fails only if the count is full
    errno = saved;
}

void WakeUp::clear() noexcept {
    std::uint64_t count;
    [[maybe_unused]] const auto got = read(descriptor_, &count, sizeof count);
}

bool WakeUp::wait(int timeout_ms) noexcept {
    pollfd waited{descriptor_, POLLIN, 0};
    const int ready = poll(&waited, 1, timeout_ms);
    if (ready > 0) clear();
    return ready >= 0;
}

}  // namespace gimbal::console
