#include "gimbal/console/python/bound.h"
#include "engine/timers/timer_module.h"

#include "gimbal/console/python/finished.h"
#include "gimbal/console/python/forked_child.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "engine/runs/first_use.h"

namespace gimbal::console {

namespace {
// The handle of one timer.
struct Handle {
    PyObject_HEAD TimerTable::State state;
};
TimerTable::State& state_of(PyObject* self) { return reinterpret_cast<Handle*>(self)->state; }

PyObject* cancel(PyObject* self, PyObject*) {
    const TimerTable::State& timer = state_of(self);
    return PyBool_FromLong(timer->table && timer->table->cancel(*timer));
}
PyObject* is_active(PyObject* self, void*) { return PyBool_FromLong(state_of(self)->active.load()); }
PyObject* is_cancelled(PyObject* self, void*) { return PyBool_FromLong(state_of(self)->cancelled.load()); }
PyObject* calls(PyObject* self, void*) { return PyLong_FromUnsignedLongLong(state_of(self)->calls.load()); }
PyObject* missed(PyObject* self, void*) { return PyLong_FromUnsignedLongLong(state_of(self)->missed.load()); }

// The clock is that of time.monotonic().
PyObject* due(PyObject* self, void*) {
    const TimerTable::State& timer = state_of(self);
    const auto time = timer->table ? timer->table->due(*timer) : Clock::time_point::max();
    if (time == Clock::time_point::max()) Py_RETURN_NONE;
    return PyFloat_FromDouble(std::chrono::duration<double>(time.time_since_epoch()).count());
}

void dealloc(PyObject* self) {
    PyTypeObject* type = Py_TYPE(self);
    std::destroy_at(&state_of(self));
    type->tp_free(self);
    Py_DECREF(type);
}

PyMethodDef handle_methods[] = {{"cancel", bound<&cancel>, METH_NOARGS, "False: it was not active."}, {}};
PyGetSetDef handle_attributes[] = {
    {"active", is_active, nullptr, nullptr, nullptr}, {"cancelled", is_cancelled, nullptr, nullptr, nullptr},
    {"calls", calls, nullptr, nullptr, nullptr},      {"missed", missed, nullptr, nullptr, nullptr},
    {"due", due, nullptr, nullptr, nullptr},          {}};

PyRef make_handle_type() {
    PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                           {Py_tp_methods, handle_methods},
                           {Py_tp_getset, handle_attributes},
                           {0, nullptr}};
    PyType_Spec spec{"_gimbal_timers.Handle", sizeof(Handle), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                     slots};
    return PyRef::steal(PyType_FromSpec(&spec));
}

struct ModuleState {
    Timers* timers;
    PyObject* handle_type;
};
ModuleState& state_of_module(PyObject* module) { return *static_cast<ModuleState*>(PyModule_GetState(module)); }

// Calls function() or around(name, function). The values hold the references, so any thread may destroy it.
std::function<void()> calling(PyObject* function, PyObject* around, PyObject* name) {
    return [function = Value::of(function), around = Value::of(around == Py_None ? nullptr : around),
            name = Value::of(name)] {
        const PyRef called = PyRef::borrow(function.get()), context = PyRef::borrow(around.get()),
                    title = PyRef::borrow(name.get());
        if (!called) return;
        finished(PyRef::steal(context ? PyObject_CallFunctionObjArgs(context.get(), title.get(), called.get(), nullptr)
                                      : PyObject_CallNoArgs(called.get())));
    };
}

PyObject* start(PyObject* module, PyObject* arguments) {
    PyObject *object, *function, *around, *name;
    double delay, interval;
    int is_owned;
    if (!PyArg_ParseTuple(arguments, "OOOUddp", &object, &function, &around, &name, &delay, &interval, &is_owned))
        return nullptr;
    const ModuleState& state = state_of_module(module);
    if (const std::string why = state.timers->why_closed(); !why.empty()) {
        set_error(PyExc_RuntimeError, "a timer cannot start: " + why);
        return nullptr;
    }
    auto* type = reinterpret_cast<PyTypeObject*>(state.handle_type);
    PyRef handle = PyRef::steal(type->tp_alloc(type, 0));
    if (!handle) return nullptr;
    std::construct_at(&state_of(handle.get()));
    const bool is_of_script = !is_owned && state.timers->is_script_here();
    state_of(handle.get()) = state.timers->start({.name = to_utf8(name),
                                                  .delay = to_duration(delay),
                                                  .interval = to_duration(interval),
                                                  .function = calling(function, around, name),
                                                  .object = Value::of(object),
                                                  .holds_program = is_of_script && interval == 0,
                                                  .is_of_script = is_of_script});
    // Before any other thread can see the timer: it needs the GIL.
    if (PyObject_SetAttrString(object, "_handle", handle.get()) != 0) return nullptr;
    return handle.release();
}

PyObject* active(PyObject* module, PyObject*) {
    const auto all = in_forked_child() ? std::vector<TimerTable::Active>{}
                                       : state_of_module(module).timers->table().active();
    PyRef list = PyRef::steal(PyList_New(0));
    for (const TimerTable::Active& timer : all)
        if (list && timer.object.get() && PyList_Append(list.get(), timer.object.get()) != 0) return nullptr;
    return list.release();
}

PyObject* run_of_thread(PyObject* module, PyObject*) {
    return PyLong_FromUnsignedLongLong(state_of_module(module).timers->run_of_thread());
}

int clear_module(PyObject* module) {
    Py_CLEAR(state_of_module(module).handle_type);
    return 0;
}
void free_module(void* module) { clear_module(static_cast<PyObject*>(module)); }

PyMethodDef methods[] = {
    {"start", bound<&start>, METH_VARARGS,
     "start($module, timer, function, around, name, delay, interval, is_owned, /)\n--\n\nSets timer._handle."},
    {"active", bound<&active>, METH_NOARGS, "The `timer` of each start() that has a call to come (list)."},
    {"run_of_thread", run_of_thread, METH_NOARGS, "The run of the calling thread, or 0."},
    {}};

PyModuleDef definition = {PyModuleDef_HEAD_INIT,
                          "_gimbal_timers",
                          "The C++ half of gimbal_console.timers.",
                          sizeof(ModuleState),
                          methods,
                          nullptr,
                          nullptr,
                          clear_module,
                          free_module};
}  // namespace

void offer_timer_module(Timers& timers) {
    GIMBAL_ON(script);
    offer_module(definition.m_name, [&timers]() -> PyRef {
        PyRef module = PyRef::steal(PyModule_Create(&definition)), type = make_handle_type();
        if (!module || !type) return {};
        state_of_module(module.get()) = {&timers, type.release()};
        return module;
    });
}

void cancel_timers_in(PyObject* names) {
    GIMBAL_GIL_HELD();
    const PyRef timers = PyRef::borrow(loaded_module("gimbal_console.timers"));  // no timer without it
    if (timers) call_method(timers.get(), "cancel_in", "O", names);
}

}  // namespace gimbal::console
