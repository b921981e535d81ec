// For scripts, and for libraries that they call, the program's own descriptors seem not to be open: a close fails with
// EBADF. Python's files and sockets call these functions too.
//
// They make system calls directly, because they also run in signal handlers, before main() and in the child of a
// vfork().
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "base/process_guards/process_guards.h"
#include "gimbal/console/base/host_descriptors.h"

#if GIMBAL_PROCESS_GUARDS

namespace {

using gimbal::console::may_close;
using gimbal::console::next_kept_descriptor;

int refuse() noexcept {
    errno = EBADF;
    return -1;
}

int close_between(unsigned first, unsigned last, int flags) noexcept {
    return first > last ? 0 : static_cast<int>(::syscall(SYS_close_range, first, last, flags));
}

}  // namespace

#define GIMBAL_REPLACES extern "C" [[gnu::visibility("default")]] int

GIMBAL_REPLACES close(int descriptor) {
    return may_close(descriptor) ? static_cast<int>(::syscall(SYS_close, descriptor)) : refuse();
}

GIMBAL_REPLACES dup3(int from, int to, int flags) noexcept {
    return may_close(to) ? static_cast<int>(::syscall(SYS_dup3, from, to, flags)) : refuse();
}

// dup3() refuses equal descriptors.
GIMBAL_REPLACES dup2(int from, int to) noexcept {
    if (from != to) return dup3(from, to, 0);
    return ::fcntl(from, F_GETFD) < 0 ? -1 : to;
}

GIMBAL_REPLACES close_range(unsigned first, unsigned last, int flags) noexcept {
    if (first > last) return static_cast<int>(::syscall(SYS_close_range, first, last, flags));  // the error
    for (;;) {
        const int kept = next_kept_descriptor(first);
        if (kept < 0 || static_cast<unsigned>(kept) > last) return close_between(first, last, flags);
        const auto before = static_cast<unsigned>(kept);
        if (before > first && close_between(first, before - 1, flags) != 0) return -1;
        if (before == last) return 0;
        first = before + 1;
    }
}

extern "C" [[gnu::visibility("default")]] void closefrom(int first) noexcept {
    close_range(static_cast<unsigned>(std::max(first, 0)), UINT_MAX, 0);
}

#endif
