// The processes that a run has started, which a Ctrl-C in a terminal would reach as well.
#pragma once
#include <sys/types.h>

#include <vector>

namespace gimbal::console {

// The processes that this thread has started and not waited for. Thread: any.   GIL: not needed.
std::vector<pid_t> children_of(pid_t thread);

// SIGINT to the children of the thread but those in `spared`. Without it `subprocess.run` waits a quarter of a second for a child
// that has heard of nothing. Thread: any.   GIL: not needed.
void interrupt_children(pid_t thread, const std::vector<pid_t>& spared);

}  // namespace gimbal::console
