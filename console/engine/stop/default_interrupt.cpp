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

bool asks_for_default(PyObject* arguments) {
    const auto default_action = reinterpret_cast<long>(SIG_DFL);
    return PyTuple_GET_SIZE(arguments) == 2 && is_number(PyTuple_GET_ITEM(arguments, 0), SIGINT) &&
           is_number(PyTuple_GET_ITEM(arguments, 1), default_action);
}

PyObject* set_handler(PyObject* self, PyObject* arguments) {
    if (!asks_for_default(arguments)) return PyObject_Call(original_function(self), arguments, nullptr);
    PyRef handler = import_from("_signal", "default_int_handler");
    return handler ? PyObject_CallFunctionObjArgs(original_function(self), PyTuple_GET_ITEM(arguments, 0),
                                                  handler.get(), nullptr)
                   : nullptr;
}

PyMethodDef method{"signal", set_handler, METH_VARARGS,
                   "Set the handler of a signal. For SIGINT, SIG_DFL means default_int_handler."};
}  // namespace

bool replace_default_interrupt() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    static const char context = 0;
    PyRef module = import_module("_signal");
    return module && wrap_attribute(module.get(), method, &context);
}

}  // namespace gimbal::console
