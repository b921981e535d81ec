// signal.signal() calls the function of `_signal` by its name, so wrapping that one is enough.
#include "gimbal/console/python/gil.h"
#include "engine/stop/default_interrupt.h"

#include <csignal>

#include "engine/python/imported.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {
bool is_number(PyObject* value, long wanted) {
    const long number = PyLong_Check(value) ? PyLong_AsLong(value) : wanted + 1;
    PyErr_Clear();  // an integer that is too large
    return number == wanted;
}

bool asks_for(void (*action)(int), PyObject* arguments) {
    return PyTuple_GET_SIZE(arguments) == 2 && is_number(PyTuple_GET_ITEM(arguments, 0), SIGINT) &&
           is_number(PyTuple_GET_ITEM(arguments, 1), reinterpret_cast<long>(action));
}

PyObject* ignore(PyObject*, PyObject*) { Py_RETURN_NONE; }
PyMethodDef ignoring{"ignore_interrupt", ignore, METH_VARARGS, "Ignore an interrupt, as SIG_IGN does."};

PyObject* set_handler(PyObject* self, PyObject* arguments) {
    const bool ignores = asks_for(SIG_IGN, arguments);
    if (!ignores && !asks_for(SIG_DFL, arguments)) return PyObject_Call(original_function(self), arguments, nullptr);
    PyRef handler = ignores ? PyRef::steal(PyCFunction_New(&ignoring, nullptr))
                            : import_from("_signal", "default_int_handler");
    PyRef before = handler ? PyRef::steal(PyObject_CallFunctionObjArgs(
                                 original_function(self), PyTuple_GET_ITEM(arguments, 0), handler.get(), nullptr))
                           : PyRef{};
    if (before && ignores) ::signal(SIGINT, SIG_IGN);  // child processes inherit it
    return before.release();
}

PyMethodDef method{"signal", set_handler, METH_VARARGS,
                   "Set the handler of a signal. For SIGINT, SIG_DFL means default_int_handler and SIG_IGN a function "
                   "that does nothing."};
}  // namespace

bool replace_default_interrupt() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    static const char context = 0;
    PyRef module = import_module("_signal");
    return module && wrap_attribute(module.get(), method, &context);
}

}  // namespace gimbal::console
