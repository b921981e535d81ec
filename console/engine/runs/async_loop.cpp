// What the loop's Python half and the engine know of each other.
#include "engine/runs/async_loop.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "gimbal/console/python/errors.h"
#include "engine/output/task_runs.h"
#include "engine/python/host_frame.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console {

namespace {
int interrupt_signal() { return SIGRTMAX - 3; }

bool set_attribute(const PyRef& object, const char* name, PyObject* fresh) {
    PyRef value = PyRef::steal(fresh);
    return value && PyObject_SetAttrString(object.get(), name, value.get()) == 0;
}
}  // namespace

// --- The host's functions

AsyncLoop& AsyncLoop::self_of(PyObject* capsule) {
    return *static_cast<AsyncLoop*>(PyCapsule_GetPointer(capsule, nullptr));
}

PyObject* AsyncLoop::in_cell(PyObject* capsule, PyObject*) {
    const AsyncLoop& self = self_of(capsule);
    const auto run = self.gate_.on_script_thread() ? self.runs_.current() : nullptr;
    return PyBool_FromLong(run && (run->body == Run::Body::cell || run->body == Run::Body::start_code));
}

PyObject* AsyncLoop::cell_name(PyObject* capsule, PyObject*) {
    const auto run = self_of(capsule).runs_.current();
    return PyUnicode_FromString(run ? run->file_name.c_str() : "");
}

PyObject* AsyncLoop::on_script_thread(PyObject* capsule, PyObject*) {
    return PyBool_FromLong(self_of(capsule).gate_.on_script_thread());
}

PyObject* AsyncLoop::set_awaiting(PyObject* capsule, PyObject* on) {
    if (const auto run = self_of(capsule).runs_.current()) run->awaits.store(on == Py_True);
    Py_RETURN_NONE;
}

PyObject* AsyncLoop::set_cleaning(PyObject* capsule, PyObject* on) {
    if (const auto run = self_of(capsule).runs_.current()) run->cancelling.store(on == Py_True);
    Py_RETURN_NONE;
}

PyObject* AsyncLoop::begin_idle(PyObject* capsule, PyObject*) {
    AsyncLoop& self = self_of(capsule);
    self.interrupt_wanted_.store(false);
    self.asked_since_.store(0);
    self.idle_.store(true);
    Py_RETURN_NONE;
}

PyObject* AsyncLoop::end_idle(PyObject* capsule, PyObject*) {
    AsyncLoop& self = self_of(capsule);
    self.idle_.store(false);
    while (self.senders_.load() != 0) sched_yield();  // what it sends has come before the next cell begins
    self.asked_since_.store(0);
    Py_RETURN_NONE;
}

PyObject* AsyncLoop::take_interrupt(PyObject* capsule, PyObject*) {
    return PyBool_FromLong(self_of(capsule).interrupt_wanted_.exchange(false));
}

PyObject* AsyncLoop::taken(PyObject* capsule, PyObject*) {
    self_of(capsule).commands_.clear();
    self_of(capsule).asked_since_.store(0);
    Py_RETURN_NONE;
}

PyObject* AsyncLoop::post_count(PyObject* capsule, PyObject* count) {
    AsyncLoop& self = self_of(capsule);
    const std::size_t number = PyLong_AsSize_t(count);
    if (PyErr_Occurred()) return nullptr;
    if (self.task_count_.exchange(number) != number) self.events_.post(BackgroundTasks{number});
    Py_RETURN_NONE;
}

PyObject* AsyncLoop::run_id(PyObject* capsule, PyObject*) {
    const auto run = self_of(capsule).runs_.current();
    return PyLong_FromUnsignedLongLong(run ? run->id : 0);
}

PyObject* AsyncLoop::follow(PyObject*, PyObject* variable) {
    follow_run_variable(variable);
    Py_RETURN_NONE;
}

PyMethodDef AsyncLoop::methods_[] = {
    {"in_cell", in_cell, METH_NOARGS, "A cell runs, and this is the script thread."},
    {"cell_name", cell_name, METH_NOARGS, "What tracebacks call the code that runs."},
    {"on_script_thread", on_script_thread, METH_NOARGS, nullptr},
    {"set_awaiting", set_awaiting, METH_O, "The handler of SIGINT is the console's, which expects to be called again."},
    {"set_cleaning", set_cleaning, METH_O,
     "The run obeys a Stop with code of its own: the engine does not repeat the interrupt."},
    {"begin_idle", begin_idle, METH_NOARGS, "From here on the loop runs between the runs."},
    {"end_idle", end_idle, METH_NOARGS, nullptr},
    {"take_interrupt", take_interrupt, METH_NOARGS, "Such an interrupt was asked for; once."},
    {"taken", taken, METH_NOARGS, "The command to cancel the tasks has been read from the descriptor."},
    {"run_id", run_id, METH_NOARGS, "Of the run that is at work; 0 between two."},
    {"follow", follow, METH_O, "What is written belongs to the run in this context variable."},
    {"post_count", post_count, METH_O, "So many tasks live in the background."},
    {nullptr, nullptr, 0, nullptr}};

PyObject* AsyncLoop::make_host() {
    PyRef capsule = PyRef::steal(PyCapsule_New(this, nullptr, nullptr));
    PyRef host = capsule ? PyRef::steal(PyModule_New("gimbal_console.host")) : PyRef{};
    if (!host || !set_attribute(host, "descriptor", PyLong_FromLong(commands_.descriptor())) ||
        !set_attribute(host, "interrupt_signal", PyLong_FromLong(interrupt_signal())))
        return nullptr;
    for (PyMethodDef* method = methods_; method->ml_name; ++method)
        if (!set_attribute(host, method->ml_name, PyCFunction_New(method, capsule.get()))) return nullptr;
    return host.release();
}

// --- The script thread

bool AsyncLoop::install() {
    PyRef host = PyRef::steal(make_host());
    PyRef module = host ? PyRef::steal(PyImport_ImportModule("gimbal_console.runtime.background")) : PyRef{};
    if (module) half_ = PyRef::steal(PyObject_CallMethod(module.get(), "install", "O", host.get()));
    return static_cast<bool>(half_);
}

bool AsyncLoop::tell(const char* method) {
    if (!half_) return true;
    HostFrame frame;
    PendingError kept;  // the run's own, or the interrupt that has come before
    PyRef::steal(PyObject_CallMethod(half_.get(), method, nullptr));
    return frame.ok();
}

bool AsyncLoop::begin(bool cell) { return tell(cell ? "begin_cell" : "begin_program"); }
void AsyncLoop::end(bool cell) { tell(cell ? "end_cell" : "end_program"); }

// SIGINT is closed but where the loop runs; there the Python half's own handler takes it.
bool AsyncLoop::await(PyObject* coroutine) {
    HostFrame frame;
    if (!frame.ok()) return false;
    if (!half_) PyRef::steal(PyImport_ImportModule("asyncio"));  // the import installs us
    if (!half_ && !PyErr_Occurred())
        PyErr_SetString(PyExc_ImportError, "asyncio is not the standard library's: await needs it");
    if (!half_) return false;
    PyRef error = PyRef::steal(PyObject_CallMethod(half_.get(), "run", "O", coroutine));
    if (error && error.get() != Py_None)
        PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.get())), error.get());
    return !PyErr_Occurred();
}

bool AsyncLoop::serve_until_readable(int descriptor) {
    if (!half_) return false;
    PyRef served = PyRef::steal(PyObject_CallMethod(half_.get(), "serve", "i", descriptor));
    return served && served.get() == Py_True;
}

void AsyncLoop::shut_down(double seconds) {
    if (half_) PyRef::steal(PyObject_CallMethod(half_.get(), "shut_down", "d", seconds));
}

void AsyncLoop::release() {
    follow_run_variable(nullptr);
    half_ = {};
}

// --- Any thread

void AsyncLoop::note_asked() {
    double nothing = 0;
    if (idle_.load()) asked_since_.compare_exchange_strong(nothing, steady_seconds());
}

void AsyncLoop::cancel_tasks() {
    interrupt_what_holds_it(held_seconds);
    commands_.notify();
}

void AsyncLoop::interrupt_what_holds_it(double held_seconds) {
    if (!idle_.load()) return;
    const double since = asked_since_.load();
    if (since == 0) return note_asked();
    if (steady_seconds() - since < held_seconds) return;
    senders_.fetch_add(1);
    interrupt_wanted_.store(true);
    if (idle_.load()) pthread_kill(gate_.script_thread(), interrupt_signal());
    asked_since_.store(steady_seconds());  // the next one not before this one has had its time to be told of
    senders_.fetch_sub(1);
}

}  // namespace gimbal::console
