// The Python type Job: a Future that Python awaits or waits for.
#include "gimbal/console/python/awaitable.h"

#include <cmath>
#include <new>
#include <optional>

#include "gimbal/console/python/bound.h"
#include "gimbal/console/python/errors.h"
#include "gimbal/console/python/run_python.h"
#include "engine/calls/interruptible.h"
#include "engine/calls/job_channel.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {

using std::chrono::milliseconds;

// `result` or `exception` is set once the end has been taken from the Future. The GIL guards both.
struct JobObject {
    PyObject_HEAD detail::Awaited awaited;
    std::shared_ptr<JobEnd> end;
    std::optional<std::optional<PythonError>> error;  // of the Future, once it was asked; it can be asked once
    PyObject* result;
    PyObject* exception;
    bool was_cancelled;
};

JobObject& self_of(PyObject* object) { return *reinterpret_cast<JobObject*>(object); }

int traverse(PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self_of(self).result);
    Py_VISIT(self_of(self).exception);
    return 0;
}

int clear(PyObject* self) {
    Py_CLEAR(self_of(self).result);
    Py_CLEAR(self_of(self).exception);
    return 0;
}

void deallocate(PyObject* self) {
    PyTypeObject* type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    clear(self);
    JobObject& job = self_of(self);
    job.error.~optional();
    job.end.~shared_ptr();
    job.awaited.~Awaited();
    type->tp_free(self);
    Py_DECREF(type);
}

// Takes the end from the Future, which must be ready.
void settle(JobObject& job) {
    if (job.result || job.exception) return;
    if (!job.error) {
        job.error = job.awaited.state->take_error();
        const auto& error = *job.error;
        job.was_cancelled = error && (error->why == NoResult::cancelled || error->why == NoResult::interrupted);
    }
    PyRef value;
    if (const auto& error = *job.error; !error) {
        value = PyRef::steal(translate_exceptions([&] { return job.awaited.value().release(); }));
    } else {
        const std::exception_ptr thrown = job.awaited.state->exception();
        if (thrown && job.awaited.raise && !job.was_cancelled) job.awaited.raise(thrown);
        else set_error(*error);
    }
    if (job.result || job.exception) return PyErr_Clear();  // the conversion has let another thread settle it
    if (value) job.result = value.release();
    else job.exception = take_exception().release();
}

PyObject* outcome(JobObject& job) {
    settle(job);
    if (job.exception) PyErr_SetObject(type_of(job.exception), job.exception);
    return Py_XNewRef(job.result);
}

// Empty: a Python error is set.
std::optional<std::optional<double>> seconds_of(PyObject* timeout) {
    using Seconds = std::optional<double>;
    auto seconds = from_python<Seconds>(timeout, Place("timeout"));
    if (seconds && *seconds && !(**seconds >= 0)) {
        Place("timeout").wrong_value(PyExc_ValueError, timeout, "below 0");
        return std::nullopt;
    }
    return seconds;
}

// False: a Python error is set.
bool wait_for_end(JobObject& job, std::optional<double> seconds) {
    const auto keep = job.awaited.state;  // the object may be dropped by another thread meanwhile
    constexpr double longest = 1e8;
    std::optional<Clock::time_point> until;
    if (seconds && *seconds < longest) until = Clock::now() + to_duration(*seconds);
    std::optional<PythonError> refused;
    const auto step = [&](milliseconds limit) {
        auto error = keep->wait(limit);
        if (error && error->why == NoResult::refused) refused = std::move(error);
        return !error || refused;
    };
    switch (keep->ready() ? Waited::ended : wait_interruptibly(step, until)) {
        case Waited::ended:
            if (refused) set_error(*refused);
            return !refused;
        case Waited::interrupted: {
            const PendingError kept;
            keep->cancel();
            return false;
        }
        case Waited::late: break;
    }
    PyErr_Format(PyExc_TimeoutError, "\"%s\" has not ended within %S seconds and goes on", keep->title().c_str(),
                 to_python(*seconds).get());
    return false;
}

PyObject* result(PyObject* self, PyObject* args, PyObject* keywords) {
    static const char* names[] = {"timeout", nullptr};
    PyObject* timeout = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|O:result", const_cast<char**>(names), &timeout)) return nullptr;
    const auto seconds = seconds_of(timeout);
    if (!seconds || !wait_for_end(self_of(self), *seconds)) return nullptr;
    return outcome(self_of(self));
}

PyObject* wait_only(PyObject* self, PyObject*) {
    return wait_for_end(self_of(self), std::nullopt) ? Py_NewRef(Py_None) : nullptr;
}

PyObject* done(PyObject* self, PyObject*) { return PyBool_FromLong(self_of(self).awaited.state->ready()); }

PyObject* cancel(PyObject* self, PyObject*) {
    const auto state = self_of(self).awaited.state;
    const bool goes_on = !state->ready();
    without_gil([&] { state->cancel(); });  // a function of the host may wait for a lock
    return PyBool_FromLong(goes_on);
}

PyObject* cancelled(PyObject* self, PyObject*) {
    if (self_of(self).awaited.state->ready()) settle(self_of(self));
    return PyBool_FromLong(self_of(self).was_cancelled);
}

PyObject* get_progress(PyObject* self, void*) {
    const double fraction = self_of(self).awaited.state->progress();
    if (fraction < 0 || std::isnan(fraction)) Py_RETURN_NONE;
    return PyFloat_FromDouble(fraction);
}

PyObject* get_title(PyObject* self, void*) { return from_utf8(self_of(self).awaited.state->title()).release(); }

PyObject* await_it(PyObject* self) {
    return run_python([self] {
        const PyRef coroutine = call_imported("gimbal_console.runtime.awaiting", "wait_for", "O", self);
        return call_method(coroutine.get(), "__await__").release();
    });
}

PyObject* new_channel(PyObject*, PyObject*) { return new_channel_object().release(); }

PyObject* represent(PyObject* self) {
    JobObject& job = self_of(self);
    std::string state = "running";
    if (job.awaited.state->ready()) {
        settle(job);
        state = job.was_cancelled ? "cancelled" : job.exception ? "failed" : "done";
    } else if (const double fraction = job.awaited.state->progress(); fraction >= 0) {
        state = std::to_string(static_cast<int>(fraction * 100)) + " %";
    }
    return from_utf8("<job \"" + job.awaited.state->title() + "\": " + state + ">").release();
}

PyGetSetDef attributes[] = {
    {"progress", get_progress, nullptr, "What is done (float, 0 to 1), or None if it is unknown.", nullptr},
    {"title", get_title, nullptr, "What the work is called (str).", nullptr},
    {}};

PyMethodDef methods[] = {
    {"result", with_keywords(bound<&result>), METH_VARARGS | METH_KEYWORDS,
     "result($self, /, timeout=None)\n--\n\nWait for the end and return the result. Other Python threads run "
     "meanwhile.\n\n"
     "Parameters\n----------\ntimeout : float, seconds, or None to wait without a limit\n\n"
     "Raises\n------\nTimeoutError : the limit has passed; the work goes on\n"
     "KeyboardInterrupt : Stop has ended the wait; the work is cancelled\n"
     "asyncio.CancelledError : the work was cancelled\n\nand what the work has raised."},
    {"done", bound<&done>, METH_NOARGS, "done($self, /)\n--\n\nWhether the work has ended (bool)."},
    {"cancel", bound<&cancel>, METH_NOARGS,
     "cancel($self, /)\n--\n\nAsk the work to end. Returns False if it has ended before."},
    {"cancelled", bound<&cancelled>, METH_NOARGS,
     "cancelled($self, /)\n--\n\nWhether the work has ended because it was cancelled (bool)."},
    {"_wait", bound<&wait_only>, METH_NOARGS, nullptr},
    {"_new_channel", bound<&new_channel>, METH_NOARGS, nullptr},
    {}};

PyType_Slot slots[] = {{Py_tp_doc, const_cast<char*>("Work that C++ does. Await it, or wait for its result().")},
                       {Py_tp_dealloc, reinterpret_cast<void*>(deallocate)},
                       {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
                       {Py_tp_clear, reinterpret_cast<void*>(clear)},
                       {Py_tp_repr, reinterpret_cast<void*>(bound<&represent>)},
                       {Py_am_await, reinterpret_cast<void*>(bound<&await_it>)},
                       {Py_tp_getset, attributes},
                       {Py_tp_methods, methods},
                       {0, nullptr}};
PyType_Spec spec{"gimbal_console.Job", sizeof(JobObject), 0,
                 Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};

PyRef builtin_exception(const std::string& name) {
    PyRef type = import_from("builtins", name.c_str());
    if (type && PyExceptionClass_Check(type.get())) return type;
    PyErr_Clear();
    return {};
}

}  // namespace

std::shared_ptr<JobEnd> end_of_job(PyObject* job) {
    if (Py_TYPE(job) == type_of_interpreter(spec)) return self_of(job).end;
    PyErr_Format(PyExc_TypeError, "expected a Job, not %R", job);
    return nullptr;
}

void set_error(const PythonError& error) {
    GIMBAL_GIL_HELD();
    switch (error.why) {
        case NoResult::raised: {
            const PyRef type = builtin_exception(error.type);
            if (type) return set_error(type.get(), error.message);
            return set_error(PyExc_RuntimeError, error.type + ": " + error.message);
        }
        case NoResult::cancelled:
        case NoResult::interrupted: {
            const PyRef type = import_from("asyncio", "CancelledError");
            return type ? set_error(type.get(), error.message) : void();
        }
        case NoResult::timed_out:
        case NoResult::not_ready: return set_error(PyExc_TimeoutError, error.message);
        case NoResult::closed:
        case NoResult::refused: break;
    }
    set_error(PyExc_RuntimeError, error.message);
}

PyRef awaitable_type() { return PyRef::borrow(reinterpret_cast<PyObject*>(type_of_interpreter(spec))); }

namespace detail {

PyRef make_awaitable(Awaited awaited) {
    GIMBAL_GIL_HELD();
    if (!awaited.state) {
        PyErr_SetString(PyExc_RuntimeError, "the Future is empty: it was moved to another place before");
        return {};
    }
    PyTypeObject* type = type_of_interpreter(spec);
    PyRef object = PyRef::steal(type ? type->tp_alloc(type, 0) : nullptr);
    if (!object) return {};
    JobObject& job = self_of(object.get());
    new (&job.awaited) Awaited(std::move(awaited));
    new (&job.end) std::shared_ptr<JobEnd>(std::make_shared<JobEnd>());
    new (&job.error) std::optional<std::optional<PythonError>>();
    if (auto refused = job.awaited.state->claim()) job.error = std::move(refused);  // the result is somebody else's
    job.awaited.state->then(On::any, [end = job.end] { end->has_come(); });
    return object;
}

}  // namespace detail

}  // namespace gimbal::console
