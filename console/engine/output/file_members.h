// Members that the console's file objects have in common: fixed values, and methods that do nothing.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console {

inline PyObject* return_none(PyObject*, PyObject*) { Py_RETURN_NONE; }
inline PyObject* return_true(PyObject*, PyObject*) { Py_RETURN_TRUE; }
inline PyObject* return_false(PyObject*, PyObject*) { Py_RETURN_FALSE; }

inline PyGetSetDef text_member(const char* name, const char* text) {
    const auto get = [](PyObject*, void* value) { return PyUnicode_FromString(static_cast<const char*>(value)); };
    return {name, get, nullptr, nullptr, const_cast<char*>(text)};
}
// `value`: None, True or False.
inline PyGetSetDef constant_member(const char* name, PyObject* value) {
    const auto get = [](PyObject*, void* constant) { return Py_NewRef(static_cast<PyObject*>(constant)); };
    return {name, get, nullptr, nullptr, value};
}

}  // namespace gimbal::console
