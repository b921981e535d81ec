// Keeps interrupts out of the host's own Python code that runs inside a run.
#pragma once
#include "base/platform/signals.h"

namespace gimbal::console {

// Blocks SIGINT for the scope, for example while a helper module of the host is imported. An interrupt that arrived
// before the scope makes ok() false and is raised in the user's frame around it. Another pending error is kept.
// Has no effect on a thread other than the script thread. Thread: Python.   GIL: held.
class HostFrame {
public:
    HostFrame();
    bool ok() const { return ok_; }

private:
    const SignalMaskKept kept_;
    bool ok_;
};

}  // namespace gimbal::console
