// Gives an asyncio task the run that made the task, however long ago that run has ended.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console {

// From now on this context variable holds the run that its context writes for; 0 means the current run. Null ends that.
// Thread: script.   GIL: held.
void follow_run_variable(PyObject* variable);

// While it exists, the calling thread writes for the run of its present context. Thread: Python.   GIL: held.
class WritingTask : NonCopyable {
public:
    WritingTask() noexcept;
    ~WritingTask();
};

}  // namespace gimbal::console
