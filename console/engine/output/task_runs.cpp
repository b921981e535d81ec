// A context variable travels with each task and callback, which is what tells apart the writers on one thread.
#include "engine/output/task_runs.h"

#include "engine/output/thread_runs.h"

namespace gimbal::console {

namespace {
PyObject* run_variable = nullptr;  // owned; guarded by the GIL. Null until asyncio is in use
}

void follow_run_variable(PyObject* variable) { Py_XSETREF(run_variable, Py_XNewRef(variable)); }

WritingTask::WritingTask() noexcept {
    PyObject* value = nullptr;
    if (!run_variable) return;  // the common case: nothing is asked
    if (PyContextVar_Get(run_variable, nullptr, &value) != 0) PyErr_Clear();
    PyRef run = PyRef::steal(value);
    if (run && PyLong_CheckExact(run.get())) set_run_of_this_task(PyLong_AsUnsignedLongLong(run.get()));
}

WritingTask::~WritingTask() {
    if (run_variable) set_run_of_this_task(0);
}

}  // namespace gimbal::console
