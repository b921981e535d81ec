// The descriptors that the program itself uses. Scripts cannot close them by os.close(), os.closerange() or os.dup2().
// In a program with gimbal_console::process_guards, only a direct system call can. Numbers from 4096 on are not
// protected.
#pragma once
#include <vector>

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// Thread: any.   GIL: not needed.
void note_host_descriptor(int number) noexcept;
void forget_host_descriptor(int number) noexcept;
// Also false if the number belongs to another file than when it was noted.
bool is_host_descriptor(int number) noexcept;
std::vector<int> host_descriptors(int low, int high);  // those in [low, high), in order
void close_host_descriptor(int number) noexcept;       // one that was noted; does nothing if it is negative
void forget_host_descriptors() noexcept;               // all of them
void note_open_descriptors();                          // every descriptor that is open now, except 0 to 2

// --- For code that closes descriptors for the calling thread. Async-signal-safe.
// False if the descriptor is the host's and the thread may run a script's code. The child of a fork() or vfork() may
// close everything.
bool may_close(int number) noexcept;
int next_kept_descriptor(unsigned from) noexcept;  // the lowest from there on that the thread may not close; -1: none

// Notes the descriptors that a library opens while this exists, such as the connection to the X server.
class HostDescriptorScope : NonCopyable {
public:
    HostDescriptorScope();
    ~HostDescriptorScope();

private:
    std::vector<int> before_;
};

}  // namespace gimbal::console
