// Descriptors 0, 1 and 2 are never anything else: a program started with one of them closed would open its own pipes there.
#include <fcntl.h>
#include <unistd.h>

#include "console/engine/engine.h"

namespace gimbal::console {

void reserve_standard_descriptors() {
    for (int descriptor = open("/dev/null", O_RDWR); descriptor >= 0; descriptor = open("/dev/null", O_RDWR)) {
        if (descriptor <= STDERR_FILENO) continue;           // one was closed; it stays open on nothing: input is at its end
        close(descriptor);
        return;
    }
}

}  // namespace gimbal::console
