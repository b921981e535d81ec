// The type `Handle` of the module: a handle to a sub-interpreter.
#pragma once
#include "gimbal/console/python/gil.h"

#include "gimbal/console/interpreters/interpreter.h"

namespace gimbal::console::detail {

PyObject* handle_to(Interpreter interpreter);      // new reference, or null with an error set. GIL: held
void set_error_of(const PythonError& error);       // as the Python half has it. GIL: held
PyTypeObject* make_handle_type(PyObject* module);  // new reference, or null with an error set

}  // namespace gimbal::console::detail
