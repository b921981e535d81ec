// A C function that replaces a function of a Python module and can call the original.
#pragma once
#include "gimbal/console/python/bound.h"

namespace gimbal::console {

// All functions here: Thread: Python.   GIL: held.

// Returns a new function for `method` whose `self` gives it the original and the context. `method` and `context` must
// outlive the interpreter. Empty: a Python error is set.
PyRef wrap_function(PyObject* original, PyMethodDef& method, const void* context);

// Returns a new function whose `self` is a capsule of the context. The same conditions hold.
PyRef bind_function(PyMethodDef& method, const void* context);

PyObject* original_function(PyObject* self);  // borrowed
const void* wrapped_context(PyObject* self);  // nullptr: a Python error is set

// Replaces the attribute `method.ml_name` of `module` by a wrapped function. False: a Python error is set.
bool wrap_attribute(PyObject* module, PyMethodDef& method, const void* context);

// as_method() for METH_VARARGS | METH_KEYWORDS alone.
inline PyCFunction with_keywords(PyObject* (*function)(PyObject*, PyObject*, PyObject*)) { return as_method(function); }

}  // namespace gimbal::console
