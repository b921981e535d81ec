// A second stack for a thread's signal handlers, so that a stack overflow leaves a crash report.
#pragma once
#include <cstddef>

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// Gives the calling thread such a stack while the object lives. Does nothing if the thread has one already or if there
// is no memory. The engine's threads have one. A host gives one to its other threads, or links
// gimbal_console::process_guards, which does so for every thread.
// Thread: any; the same one destroys it.   GIL: not needed.
class AlternateStack : NonCopyable {
public:
    AlternateStack() noexcept;
    ~AlternateStack();

private:
    void* memory_ = nullptr;  // with an unreadable page below the stack; null: the thread has no stack of ours
    std::size_t bytes_ = 0;
};

}  // namespace gimbal::console
