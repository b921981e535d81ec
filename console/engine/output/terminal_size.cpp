#include "engine/output/terminal_size.h"

#include <unistd.h>

#include "engine/python/imported.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {
bool asks_for_console(PyObject* arguments) {
    if (PyTuple_GET_SIZE(arguments) != 1) return PyTuple_GET_SIZE(arguments) == 0;
    PyObject* descriptor = PyTuple_GET_ITEM(arguments, 0);
    const long number = PyLong_Check(descriptor) ? PyLong_AsLong(descriptor) : -1;
    PyErr_Clear();
    return number == STDOUT_FILENO || number == STDERR_FILENO;
}

PyObject* get_terminal_size(PyObject* self, PyObject* arguments) {
    const auto* results = static_cast<const WindowResults*>(wrapped_context(self));
    if (!results) return nullptr;
    if (!asks_for_console(arguments)) return PyObject_Call(original_function(self), arguments, nullptr);
    PyRef type = import_from("os", "terminal_size");
    return type ? PyObject_CallFunction(type.get(), "((ii))", results->columns(), results->rows()) : nullptr;
}

PyMethodDef method{"get_terminal_size", get_terminal_size, METH_VARARGS,
                   "Return the size of the console as (columns, lines)."};
}  // namespace

bool follow_console_size(WindowResults& results) {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    PyRef module = import_module("os");
    return module && wrap_attribute(module.get(), method, &results);
}

}  // namespace gimbal::console
