// The functions of `_thread` return the new thread's identity. The new thread cannot write before its run is stored,
// because it waits for the GIL, which its starter holds until then.
#include "gimbal/console/python/gil.h"
#include "engine/output/thread_starts.h"

#include "engine/output/task_runs.h"
#include "engine/output/thread_runs.h"
#include "engine/python/imported.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {
PyObject* start_thread(PyObject* self, PyObject* arguments, PyObject* keywords) {
    const auto* current = static_cast<const std::atomic<RunId>*>(wrapped_context(self));
    if (!current) return nullptr;
    const WritingTask task;
    PyRef started = PyRef::steal(PyObject_Call(original_function(self), arguments, keywords));
    if (!started) return nullptr;
    PyRef identity = PyLong_Check(started.get()) ? started
                                                 : get_attribute(started.get(), "ident");  // since 3.13: a handle
    const unsigned long thread = identity ? PyLong_AsUnsignedLong(identity.get()) : 0;
    if (PyErr_Occurred()) PyErr_Clear();  // the thread runs; its text goes to the current run
    else remember_run_of_thread(static_cast<pthread_t>(thread), run_of_this_thread(current->load()));
    return started.release();
}

constexpr int flags = METH_VARARGS | METH_KEYWORDS;
PyMethodDef methods[] = {
    {"start_new_thread", with_keywords(bound<&start_thread>), flags,
     "Start a new thread; its output belongs to the run that started it."},
    {"start_new", with_keywords(bound<&start_thread>), flags, "An obsolete name of start_new_thread()."},
    {"start_joinable_thread", with_keywords(bound<&start_thread>), flags,
     "Start a joinable thread; its output belongs to the run that started it."}};
}  // namespace

bool watch_thread_starts(const std::atomic<RunId>& current) {
    GIMBAL_GIL_HELD();
    PyRef module = import_module("_thread");  // built in, and imported by importlib
    if (!module) return false;
    for (PyMethodDef& method : methods) {
        if (!PyObject_HasAttrString(module.get(), method.ml_name)) continue;  // start_joinable_thread is new in 3.13
        if (!wrap_attribute(module.get(), method, &current)) return false;
    }
    return true;
}

}  // namespace gimbal::console
