#include "engine/runs/async_loop.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "gimbal/console/python/errors.h"
#include "engine/output/task_runs.h"
#include "engine/python/host_frame.h"
#include "engine/python/imported.h"
#include "engine/python/wrapped_function.h"
#include "engine/stop/forced_end.h"
#include "engine/stop/terminal_interrupt.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console {

namespace {
int interrupt_signal() { return SIGRTMAX - 3; }

// A trace or profile function of the script must not see the host's Python, where nothing could stop it.
class TracingPaused : NonCopyable {
public:
    TracingPaused() { PyThreadState_EnterTracing(PyThreadState_Get()); }
    ~TracingPaused() { PyThreadState_LeaveTracing(PyThreadState_Get()); }
};
}  // namespace

// gimbal_console.host
struct AsyncLoop::Host {
    static AsyncLoop& self_of(PyObject* capsule) {
        return *static_cast<AsyncLoop*>(PyCapsule_GetPointer(capsule, nullptr));
    }

    static std::shared_ptr<Run> run_of(PyObject* capsule) { return self_of(capsule).runs_.current(); }

    static PyObject* in_cell(PyObject* capsule, PyObject*) {
        const auto run = self_of(capsule).gate_.on_script_thread() ? run_of(capsule) : nullptr;
        return PyBool_FromLong(run && (run->body == Run::Body::cell || run->body == Run::Body::start_code));
    }

    static PyObject* cell_name(PyObject* capsule, PyObject*) {
        const auto run = run_of(capsule);
        return PyUnicode_FromString(run ? run->file_name.c_str() : "");
    }

    static PyObject* on_script_thread(PyObject* capsule, PyObject*) {
        return PyBool_FromLong(self_of(capsule).gate_.on_script_thread());
    }

    static PyObject* set_awaiting(PyObject* capsule, PyObject* on) {
        keep_passing_on_interrupts();
        if (const auto run = run_of(capsule)) run->awaits.store(on == Py_True);
        Py_RETURN_NONE;
    }

    static PyObject* set_cleaning(PyObject* capsule, PyObject* on) {
        if (const auto run = run_of(capsule)) run->cancelling.store(on == Py_True);
        Py_RETURN_NONE;
    }

    static PyObject* begin_idle(PyObject* capsule, PyObject*) {
        keep_passing_on_interrupts();
        AsyncLoop& self = self_of(capsule);
        self.interrupt_wanted_.store(false);
        self.requested_at_.store(0);
        self.idle_.store(true);
        Py_RETURN_NONE;
    }

    static PyObject* end_idle(PyObject* capsule, PyObject*) {
        AsyncLoop& self = self_of(capsule);
        self.idle_.store(false);
        while (self.senders_.load() != 0) sched_yield();  // their signal arrives before the next cell begins
        self.requested_at_.store(0);
        Py_RETURN_NONE;
    }

    static PyObject* take_interrupt(PyObject* capsule, PyObject*) {
        return PyBool_FromLong(self_of(capsule).interrupt_wanted_.exchange(false));
    }

    static PyObject* note_cancel_read(PyObject* capsule, PyObject*) {
        self_of(capsule).cancel_requests_.clear();
        self_of(capsule).requested_at_.store(0);
        Py_RETURN_NONE;
    }

    static PyObject* post_count(PyObject* capsule, PyObject* count) {
        AsyncLoop& self = self_of(capsule);
        const std::size_t number = PyLong_AsSize_t(count);
        if (PyErr_Occurred()) return nullptr;
        if (self.task_count_.exchange(number) != number) self.events_.post(BackgroundTasks{number});
        Py_RETURN_NONE;
    }

    static PyObject* run_id(PyObject* capsule, PyObject*) {
        const auto run = run_of(capsule);
        return PyLong_FromUnsignedLongLong(run ? run->id : 0);
    }

    static PyObject* follow(PyObject*, PyObject* variable) {
        follow_run_variable(variable);
        Py_RETURN_NONE;
    }

    static inline PyMethodDef methods[] = {
        {"in_cell", in_cell, METH_NOARGS, "True if a cell runs and this is the script thread."},
        {"cell_name", bound<&cell_name>, METH_NOARGS, "The name of the current run in tracebacks."},
        {"on_script_thread", on_script_thread, METH_NOARGS, nullptr},
        {"set_awaiting", set_awaiting, METH_O,
         "Say whether the console's own SIGINT handler is installed, which expects to be called again."},
        {"set_cleaning", set_cleaning, METH_O,
         "Say whether the run cleans up after a Stop. The engine does not repeat the interrupt meanwhile."},
        {"begin_idle", begin_idle, METH_NOARGS, "The loop now runs between the runs."},
        {"end_idle", end_idle, METH_NOARGS, nullptr},
        {"take_interrupt", take_interrupt, METH_NOARGS, "True once after the engine has sent interrupt_signal."},
        {"taken", note_cancel_read, METH_NOARGS, "The request to cancel the tasks has been read."},
        {"run_id", run_id, METH_NOARGS, "The id of the current run, or 0."},
        {"follow", follow, METH_O, "Attribute output to the run in this context variable."},
        {"post_count", bound<&post_count>, METH_O, "Post the number of background tasks."}};
};

PyRef AsyncLoop::make_host() {
    PyRef host = PyRef::steal(PyModule_New("gimbal_console.host"));
    if (!host || PyModule_AddIntConstant(host.get(), "descriptor", cancel_requests_.descriptor()) != 0 ||
        PyModule_AddIntConstant(host.get(), "interrupt_signal", interrupt_signal()) != 0)
        return {};
    for (PyMethodDef& method : Host::methods) {
        PyRef function = bind_function(method, this);
        if (PyModule_AddObjectRef(host.get(), method.ml_name, function.get()) != 0) return {};
    }
    return host;
}

// --- The script thread

bool AsyncLoop::install() {
    PyRef host = make_host();
    if (host) half_ = call_imported("gimbal_console.runtime.background", "install", "O", host.get());
    return static_cast<bool>(half_);
}

bool AsyncLoop::call_half(const char* method) {
    GIMBAL_ON(script);
    if (!half_) return true;
    HostFrame frame;
    PendingError kept;  // the run's error, or an interrupt from before
    const TracingPaused paused;
    call_method(half_.get(), method);
    return frame.ok();
}

bool AsyncLoop::begin(bool cell) { return call_half(cell ? "begin_cell" : "begin_program"); }
// A Stop by force would end the Python half, too: it uses asyncio.
void AsyncLoop::end(bool cell) {
    if (half_) withdraw_force();
    call_half(cell ? "end_cell" : "end_program");
}

// SIGINT is blocked here except while the loop runs, where the handler of the Python half takes it.
bool AsyncLoop::await(PyObject* coroutine) {
    GIMBAL_ON(script);
    HostFrame frame;
    if (!frame.ok()) return false;
    if (!half_) import_module("asyncio");  // the import installs us
    if (!half_ && !PyErr_Occurred())
        PyErr_SetString(PyExc_ImportError, "await needs the asyncio of the standard library");
    if (!half_) return false;
    PyRef error = call_method(half_.get(), "run", "O", coroutine);
    if (error && error.get() != Py_None) PyErr_SetObject(type_of(error.get()), error.get());
    return !PyErr_Occurred();
}

PyObject* AsyncLoop::result_of(PyObject* coroutine) {
    return await(coroutine) ? call_method(half_.get(), "take_result").release() : nullptr;
}

bool AsyncLoop::serve_until_readable(int descriptor) {
    GIMBAL_ON(script);
    PyRef served = call_method(half_.get(), "serve", "i", descriptor);
    return served && served.get() == Py_True;
}

void AsyncLoop::shut_down(double seconds) {
    GIMBAL_ON(script);
    call_method(half_.get(), "shut_down", "d", seconds);
}

void AsyncLoop::release() {
    GIMBAL_ON(script);
    follow_run_variable(nullptr);
    half_ = {};
}

// --- Any thread

void AsyncLoop::note_request() {
    double nothing = 0;
    if (idle_.load()) requested_at_.compare_exchange_strong(nothing, steady_seconds());
}

void AsyncLoop::cancel_tasks() {
    interrupt_blocker(held_seconds);
    cancel_requests_.notify();
}

void AsyncLoop::interrupt_blocker(double held_seconds) {
    if (!idle_.load()) return;
    const double since = requested_at_.load();
    if (since == 0) return note_request();
    if (steady_seconds() - since < held_seconds) return;
    senders_.fetch_add(1);
    interrupt_wanted_.store(true);
    if (idle_.load()) pthread_kill(gate_.script_thread(), interrupt_signal());
    requested_at_.store(steady_seconds());  // the next interrupt waits until this one has had time to work
    senders_.fetch_sub(1);
}

}  // namespace gimbal::console
