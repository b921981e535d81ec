// asyncio copies the context variable with each task and callback. It tells apart the tasks that write on one thread.
#include "engine/output/task_runs.h"

#include "engine/output/thread_runs.h"

namespace gimbal::console {

namespace {
PyObject* run_variable = nullptr;  // owned, and guarded by the GIL. Null until asyncio is in use.

// The variable is an object of the main interpreter, and only that one's GIL guards it.
bool has_run_variable() { return PyInterpreterState_Get() == PyInterpreterState_Main() && run_variable; }
}  // namespace

void follow_run_variable(PyObject* variable) {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    Py_XSETREF(run_variable, Py_XNewRef(variable));
}

WritingTask::WritingTask() noexcept {
    GIMBAL_GIL_HELD();
    PyObject* value = nullptr;
    if (!has_run_variable()) return;  // the common case costs little
    if (PyContextVar_Get(run_variable, nullptr, &value) != 0) PyErr_Clear();
    PyRef run = PyRef::steal(value);
    if (run && PyLong_CheckExact(run.get())) set_run_of_this_task(PyLong_AsUnsignedLongLong(run.get()));
}

WritingTask::~WritingTask() {
    if (has_run_variable()) set_run_of_this_task(0);
}

}  // namespace gimbal::console
