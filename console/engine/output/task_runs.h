// Which run a task of asyncio writes for: the one that made it, however much later.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console {

// From now on this context variable holds the run that a context writes for, 0: the current one. Null: no more.
// Thread: script.   GIL: held.
void follow_run_variable(PyObject* variable);

// While it lives, this thread's writes are those of the context it is in.
// Thread: Python.   GIL: held.
class WritingTask {
public:
    WritingTask() noexcept;
    ~WritingTask();
    WritingTask(const WritingTask&) = delete;
    WritingTask& operator=(const WritingTask&) = delete;
};

}  // namespace gimbal::console
