#include "gimbal/console/python/errors.h"
#include "engine/interpreters/handle_object.h"

#include "engine/interpreters/module.h"
#include "engine/interpreters/set.h"
#include "engine/interpreters/shared_value.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console::detail {

namespace {
constexpr const char* python_half = "gimbal_console.interpreters";

struct HandleObject {
    PyObject_HEAD Interpreter interpreter;
};
Interpreter& self_of(PyObject* object) { return reinterpret_cast<HandleObject*>(object)->interpreter; }

void dealloc(PyObject* object) {
    PyTypeObject* type = Py_TYPE(object);
    self_of(object).~Interpreter();
    type->tp_free(object);
    Py_DECREF(type);
}

PyObject* execute(PyObject* object, PyObject* code) {
    const auto text = from_python<std::string>(code, Place("the code"));
    if (!text) return nullptr;
    const Result<void> done = self_of(object).exec(*text);
    if (done) Py_RETURN_NONE;
    set_error_of(done.error());
    return nullptr;
}

// The function, the arguments and the keyword arguments, as a tuple of three. Empty: a Python error is set.
std::optional<SharedValue> share_call(PyObject* function, PyObject* arguments, PyObject* keywords) {
    InterpreterSet* set = served_interpreters();
    SharedValue::Tuple positional, named;
    auto shared_function = share(set, function, Place("the function"));
    if (!shared_function) return std::nullopt;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments); ++i) {
        const std::string label = "argument " + std::to_string(i + 1);
        auto value = share(set, PyTuple_GET_ITEM(arguments, i), Place(label.c_str()));
        if (!value) return std::nullopt;
        positional.push_back(std::move(*value));
    }
    const PyRef items = PyRef::steal(PyDict_Items(keywords));  // sharing one may run code that changes the dict
    for (Py_ssize_t i = 0; items && i < PyList_GET_SIZE(items.get()); ++i) {
        PyObject* name = PyTuple_GET_ITEM(PyList_GET_ITEM(items.get(), i), 0);
        PyObject* object = PyTuple_GET_ITEM(PyList_GET_ITEM(items.get(), i), 1);
        const std::string label = "the value of " + short_repr(name);
        auto key = share(set, name, Place("the name"));
        auto value = key ? share(set, object, Place(label.c_str())) : std::nullopt;
        if (!value) return std::nullopt;
        named.push_back({SharedValue::Tuple{std::move(*key), std::move(*value)}});
    }
    if (!items) return std::nullopt;
    return SharedValue{SharedValue::Tuple{std::move(*shared_function), {std::move(positional)}, {std::move(named)}}};
}

// Calls a function of the Python half in the interpreter with these three, and returns what crosses back.
PyObject* call(PyObject* object, PyObject* all) {
    const char* helper = nullptr;
    PyObject *function = nullptr, *arguments = nullptr, *keywords = nullptr;
    if (!PyArg_ParseTuple(all, "sOO!O!", &helper, &function, &PyTuple_Type, &arguments, &PyDict_Type, &keywords))
        return nullptr;
    const auto sent = share_call(function, arguments, keywords);
    if (!sent) return nullptr;
    const std::string name = helper;
    std::optional<SharedValue> result;
    bool has_result = false;
    const auto error = InterpreterSet::record_of(self_of(object))
                           ->run(
                               [&]() -> PyObject* {
                                   const PyRef received = receive(*sent);
                                   return received
                                              ? call_imported(python_half, name.c_str(), "O", received.get()).release()
                                              : nullptr;
                               },
                               [&](PyObject* value) {
                                   has_result = true;
                                   result = share(served_interpreters(), value, Place("the result"));
                                   return result.has_value();
                               });
    if (!error) return receive(*result).release();
    if (has_result && error->type == "NotShareableError") set_interpreter_error("NotShareableError", error->message);
    else set_error_of(*error);
    return nullptr;
}

PyObject* close(PyObject* object, PyObject* seconds) {
    const double limit = PyFloat_AsDouble(seconds);
    if (limit == -1 && PyErr_Occurred()) return nullptr;
    const std::chrono::milliseconds limit_ms(static_cast<std::int64_t>(std::clamp(limit, 0.0, 1e9) * 1000));
    const Result<void> closed = self_of(object).close(limit_ms);
    if (closed) Py_RETURN_NONE;
    set_error_of(closed.error());
    return nullptr;
}

PyObject* interrupt(PyObject* object, PyObject*) {
    self_of(object).interrupt();
    Py_RETURN_NONE;
}
PyObject* is_running(PyObject* object, PyObject*) { return PyBool_FromLong(self_of(object).is_running()); }
PyObject* is_open(PyObject* object, PyObject*) { return PyBool_FromLong(self_of(object).is_open()); }
PyObject* has_own_gil(PyObject* object, PyObject*) { return PyBool_FromLong(self_of(object).has_own_gil()); }
PyObject* get_id(PyObject* object, void*) { return PyLong_FromLongLong(self_of(object).id()); }
PyObject* get_name(PyObject* object, void*) { return from_utf8(self_of(object).name()).release(); }

PyMethodDef methods[] = {
    {"exec", bound<&execute>, METH_O, "Run code in the interpreter's __main__. GIL: released."},
    {"call", bound<&call>, METH_VARARGS, "Call a function of gimbal_console.interpreters there. GIL: released."},
    {"close", bound<&close>, METH_O, "End the interpreter, with a limit in seconds. GIL: released."},
    {"interrupt", bound<&interrupt>, METH_NOARGS, "Raise KeyboardInterrupt in the code that runs there."},
    {"is_running", bound<&is_running>, METH_NOARGS, "Whether code runs in it."},
    {"is_open", bound<&is_open>, METH_NOARGS, "Whether it is not closed."},
    {"has_own_gil", bound<&has_own_gil>, METH_NOARGS, "Whether its GIL is its own."},
    {}};
PyGetSetDef members[] = {{"id", get_id, nullptr, "CPython's number of it.", nullptr},
                         {"name", get_name, nullptr, "Names its output.", nullptr},
                         {}};
}  // namespace

PyObject* handle_to(Interpreter interpreter) {
    GIMBAL_GIL_HELD();
    const ModuleTypes* types = module_types();
    auto* object = types ? PyObject_New(HandleObject, types->handle) : nullptr;
    if (object) new (&object->interpreter) Interpreter(std::move(interpreter));
    return reinterpret_cast<PyObject*>(object);
}

void set_error_of(const PythonError& error) {
    GIMBAL_GIL_HELD();
    switch (error.why) {
        case NoResult::interrupted:  // Stop has signalled this thread too
            if (PyErr_CheckSignals() == 0) PyErr_SetNone(PyExc_KeyboardInterrupt);
            return;
        case NoResult::closed: return set_interpreter_error("InterpreterNotFoundError", error.message);
        case NoResult::raised: break;
        default: return set_interpreter_error("InterpreterError", error.message);
    }
    const PyRef exception = call_imported(python_half, "_failed", "sss", error.type.c_str(), error.message.c_str(),
                                          error.text.c_str());
    if (exception) PyErr_SetObject(type_of(exception.get()), exception.get());
}

PyTypeObject* make_handle_type(PyObject* module) {
    PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                           {Py_tp_methods, methods},
                           {Py_tp_getset, members},
                           {Py_tp_doc, const_cast<char*>("A handle to a sub-interpreter.")},
                           {0, nullptr}};
    PyType_Spec spec{"_gimbal_console_interpreters.Handle", sizeof(HandleObject), 0,
                     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    return reinterpret_cast<PyTypeObject*>(PyType_FromModuleAndSpec(module, &spec, nullptr));
}

}  // namespace gimbal::console::detail
