// The Python types and exceptions that an interpreter has made from the rows.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console::bind::detail {

// By the address of the row, in the interpreter's own dict, so no interpreter sees an object of another one. They stay
// until the interpreter ends.
// Thread: Python.   GIL: held.
bool remember(const void* row, PyObject* type);  // false: a Python error is set
PyRef remembered(const void* row);               // empty: there is none; no error is set

}  // namespace gimbal::console::bind::detail
