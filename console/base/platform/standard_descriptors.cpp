// Descriptors 0, 1 and 2 are never anything else: a program started with one of them closed would open its own pipes
// there.
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
        was_closed[static_cast<std::size_t>(descriptor)] = true;  // it stays open on nothing
    }
}

}  // namespace gimbal::console
