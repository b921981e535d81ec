// Functions and other attributes of Python modules, which are imported if they are not yet.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console {

// Both return an empty reference with a Python error set if the module or the attribute is missing.
// Thread: Python.   GIL: held.
inline PyRef import_from(const char* module_name, const char* attribute) {
    PyRef module = PyRef::steal(PyImport_ImportModule(module_name));
    return module ? PyRef::steal(PyObject_GetAttrString(module.get(), attribute)) : PyRef{};
}

// `format` and `arguments` as for PyObject_CallMethod.
template <class... Arguments>
PyRef call_imported(const char* module_name, const char* function, const char* format, Arguments... arguments) {
    PyRef module = PyRef::steal(PyImport_ImportModule(module_name));
    return module ? PyRef::steal(PyObject_CallMethod(module.get(), function, format, arguments...)) : PyRef{};
}

}  // namespace gimbal::console
