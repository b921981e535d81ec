// The processes that a run has started. A Ctrl-C in a terminal would reach them too.
#pragma once
#include <sys/types.h>

#include <vector>

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// The processes that this program's threads have started and not waited for, without those of OwnChildren. Thread: any.
// GIL: not needed.
std::vector<pid_t> children_of_program();

// Sends a signal to the children that are not in `spared` and to all their descendants, if they are in this program's
// process group: a terminal would reach the same processes. Descendants are included because the shell of `os.system`
// ends only when its child ends. Returns all children it has found: one that starts later is not among them.
// Thread: any.   GIL: not needed.
std::vector<pid_t> signal_children(int number, const std::vector<pid_t>& spared);

// Sends SIGTERM to the workers of multiprocessing and concurrent.futures that this program has started, with any start
// method, and to other forked copies of this program. Other programs that a script has started go on, and so does a
// process that has begun a new session. Thread: any.   GIL: not needed; a thread that was left behind may hold it
// forever.
void end_worker_processes();

// Within its scope, the processes that the calling thread starts belong to the host and not to the run. Thread: any.
// GIL: not needed.
class OwnChildren : NonCopyable {
public:
    OwnChildren();
    ~OwnChildren();
};

}  // namespace gimbal::console
