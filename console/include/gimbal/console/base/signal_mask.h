// The signal mask of a thread for a scope.
#pragma once
#include <signal.h>

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// Restores the calling thread's signal mask at the end of its scope. Thread: any.
class SignalMaskKept : NonCopyable {
public:
    SignalMaskKept() { pthread_sigmask(SIG_SETMASK, nullptr, &mask_); }
    ~SignalMaskKept() { pthread_sigmask(SIG_SETMASK, &mask_, nullptr); }

private:
    sigset_t mask_;
};

}  // namespace gimbal::console
