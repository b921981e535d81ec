// `_thread`'s functions are called through, and what they return names the new thread. It cannot have run Python code
// before it is remembered: it waits for the GIL, which its starter holds until then.
#include "gimbal/console/python/gil.h"
#include "engine/output/thread_runs.h"
#include "engine/output/task_runs.h"

#include <pthread.h>

#include <mutex>
#include <unordered_map>

namespace gimbal::console {

namespace {
struct ThisThread {
    bool known = false, fixed = false;
    RunId run = 0, task_run = 0;
};
thread_local ThisThread this_thread;

std::mutex remembered_mutex;  // held for a look-up
// Of threads that have written nothing yet, and of some that never did. Never destroyed: a script's threads may outlive
// main().
auto& remembered = *new std::unordered_map<unsigned long, RunId>;

void remember(unsigned long thread, RunId run) {
    std::lock_guard lock(remembered_mutex);
    remembered[thread] = run;
}

void look_up_this_thread() {
    this_thread.known = true;
    std::lock_guard lock(remembered_mutex);
    const auto found = remembered.find(static_cast<unsigned long>(pthread_self()));
    if (found == remembered.end()) return;
    this_thread.fixed = true;
    this_thread.run = found->second;
    remembered.erase(found);
}

// `self` is (the function of `_thread`, a capsule of the current run's place).
PyObject* start_thread(PyObject* self, PyObject* arguments, PyObject* keywords) {
    const auto* current = static_cast<const std::atomic<RunId>*>(
        PyCapsule_GetPointer(PyTuple_GET_ITEM(self, 1), nullptr));
    if (!current) return nullptr;
    const WritingTask task;
    PyRef started = PyRef::steal(PyObject_Call(PyTuple_GET_ITEM(self, 0), arguments, keywords));
    if (!started) return nullptr;
    PyRef identity = PyLong_Check(started.get())
                         ? started
                         : PyRef::steal(PyObject_GetAttrString(started.get(), "ident"));  // 3.13: a handle
    const unsigned long thread = identity ? PyLong_AsUnsignedLong(identity.get()) : 0;
    if (PyErr_Occurred()) PyErr_Clear();  // it has been started: its text goes to the current run
    else remember(thread, run_of_this_thread(current->load()));
    return started.release();
}

PyMethodDef methods[] = {
    {"start_new_thread", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(start_thread)),
     METH_VARARGS | METH_KEYWORDS, "Start a new thread; what it writes belongs to the run that started it."},
    {"start_new", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(start_thread)),
     METH_VARARGS | METH_KEYWORDS, "An obsolete name of start_new_thread()."},
    {"start_joinable_thread", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(start_thread)),
     METH_VARARGS | METH_KEYWORDS, "Start a joinable thread; what it writes belongs to the run that started it."}};

bool wrap(PyObject* module, PyMethodDef& method, const std::atomic<RunId>& current) {
    PyRef original = PyRef::steal(PyObject_GetAttrString(module, method.ml_name));
    if (!original) {  // before 3.13 there is no joinable one
        PyErr_Clear();
        return true;
    }
    PyRef place = PyRef::steal(PyCapsule_New(const_cast<std::atomic<RunId>*>(&current), nullptr, nullptr));
    PyRef self = place ? PyRef::steal(PyTuple_Pack(2, original.get(), place.get())) : PyRef{};
    PyRef wrapped = self ? PyRef::steal(PyCFunction_New(&method, self.get())) : PyRef{};
    return wrapped && PyObject_SetAttrString(module, method.ml_name, wrapped.get()) == 0;
}
}  // namespace

RunId run_of_this_thread(RunId current) noexcept {
    if (this_thread.task_run != 0) return this_thread.task_run;
    if (!this_thread.known) look_up_this_thread();
    return this_thread.fixed ? this_thread.run : current;
}

void set_run_of_this_thread(RunId run) noexcept { this_thread = {true, true, run}; }
void set_run_of_this_task(RunId run) noexcept { this_thread.task_run = run; }

bool watch_thread_starts(const std::atomic<RunId>& current) {
    PyRef module = PyRef::steal(PyImport_ImportModule("_thread"));  // built in, and imported by importlib
    if (!module) return false;
    for (PyMethodDef& method : methods)
        if (!wrap(module.get(), method, current)) return false;
    return true;
}

}  // namespace gimbal::console
