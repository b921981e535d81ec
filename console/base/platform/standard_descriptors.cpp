// Keeps descriptors 0, 1 and 2 for the standard streams.
#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "gimbal/console/base/process_start.h"

namespace gimbal::console {

namespace {
std::array<bool, 3> was_closed{};  // written before any other thread exists
}

bool is_reserved(int descriptor) noexcept { return was_closed[static_cast<std::size_t>(descriptor)]; }

void reserve_standard_descriptors() {
    for (int descriptor = open("/dev/null", O_RDWR); descriptor >= 0; descriptor = open("/dev/null", O_RDWR)) {
        if (descriptor > STDERR_FILENO) {
            close(descriptor);
            return;
        }
        was_closed[static_cast<std::size_t>(descriptor)] = true;  // stays open, on /dev/null
    }
}

}  // namespace gimbal::console
