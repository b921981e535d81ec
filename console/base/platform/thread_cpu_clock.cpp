// POSIX: one clock per thread.
#include <time.h>

#include "gimbal/console/base/clock.h"

namespace gimbal::console {

double thread_cpu_seconds() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + 1e-9 * static_cast<double>(spent.tv_nsec);
}

}  // namespace gimbal::console
