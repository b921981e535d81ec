// The processes that a run has started, which a Ctrl-C in a terminal would reach as well.
#pragma once
#include <sys/types.h>

#include <vector>

namespace gimbal::console {

// The processes that this program's threads have started and not waited for. Thread: any.   GIL: not needed.
std::vector<pid_t> children_of_program();

// Those of the host's threads too, and what all of them have started. Each parent comes before its children.
std::vector<pid_t> descendants_of_program();

// A signal to those children but the ones in `spared`, and to all that they have started, as far as they are in this
// program's process group: those are what a terminal would reach. The shell of `os.system` ends only when what it waits
// for does. Thread: any.   GIL: not needed.
void signal_children(int number, const std::vector<pid_t>& spared);

// For its scope, what the calling thread starts is not the run's. Thread: one that serves the host.
class OwnChildren {
public:
    OwnChildren();
    ~OwnChildren();
    OwnChildren(const OwnChildren&) = delete;
    OwnChildren& operator=(const OwnChildren&) = delete;
};

}  // namespace gimbal::console
