// Gets modules, importing them if necessary, and their attributes, and calls their functions.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console {

inline PyObject* type_of(PyObject* object) { return reinterpret_cast<PyObject*>(Py_TYPE(object)); }  // borrowed

// The module if it is imported, borrowed, else null. Sets no error.
inline PyObject* loaded_module(const char* name) { return PyDict_GetItemString(PyImport_GetModuleDict(), name); }

// The rest return an empty reference with a Python error set if something is missing or raises. They accept a null
// object, which is the result of a call that has failed. Thread: Python.   GIL: held.
inline PyRef import_module(const char* name) { return PyRef::steal(PyImport_ImportModule(name)); }

inline PyRef get_attribute(PyObject* object, const char* name) {
    return object ? PyRef::steal(PyObject_GetAttrString(object, name)) : PyRef{};
}

// `format` and `arguments` as for PyObject_CallMethod.
template <class... Arguments>
PyRef call_method(PyObject* object, const char* name, const char* format = nullptr, Arguments... arguments) {
    return object ? PyRef::steal(PyObject_CallMethod(object, name, format, arguments...)) : PyRef{};
}

inline PyRef import_from(const char* module_name, const char* attribute) {
    return get_attribute(import_module(module_name).get(), attribute);
}

template <class... Arguments>
PyRef call_imported(const char* module_name, const char* function, const char* format = nullptr,
                    Arguments... arguments) {
    return call_method(import_module(module_name).get(), function, format, arguments...);
}

}  // namespace gimbal::console
