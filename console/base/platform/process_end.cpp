// POSIX: restores the default action of the signal, unblocks it and raises it.
#include "base/platform/process_end.h"

#include <pthread.h>
#include <signal.h>

namespace gimbal::console {

int end_by_sigint() noexcept {
    signal(SIGINT, SIG_DFL);
    sigset_t sigint;
    sigemptyset(&sigint);
    sigaddset(&sigint, SIGINT);
    pthread_sigmask(SIG_UNBLOCK, &sigint, nullptr);
    raise(SIGINT);
    return 128 + SIGINT;
}

}  // namespace gimbal::console
