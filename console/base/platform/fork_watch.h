// Functions that run first in a forked child, while an engine lives. Linking the library registers nothing with the C
// library.
#pragma once

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// From the first object on, the process has a fork hook, which the C library cannot remove. It acts only while an
// object lives. Thread: UI.   GIL: not needed.
class ForkWatch : NonCopyable {
public:
    explicit ForkWatch(bool wanted);
    ~ForkWatch();
};

// From now on the child of a watched fork calls `in_child`, after in_forked_child() has become true. Adding one again
// does nothing. Thread: any.
void add_fork_hook(void (*in_child)());

}  // namespace gimbal::console
