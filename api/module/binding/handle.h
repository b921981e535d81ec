// Handles: a Python object refers to an object of the scene by id, never by pointer.
#pragma once
#include "api/module/binding/types.h"

#include <string>
#include <vector>

namespace gimbal::module {

// A gimbal.Object, or its mesh or vertices. `name` is a str, the last known name, for errors after the object is
// removed. Thread: Python.   GIL: held.
struct Handle {
    PyObject_HEAD document::Document* document;  // outlives the interpreter
    document::ObjectId id;
    PyObject* name;
};

inline Handle& handle_of(PyObject* self) { return *reinterpret_cast<Handle*>(self); }
Handle& live_handle(PyObject* self);                 // raises ReferenceError if the object was removed
PyObject* new_sibling(PyObject* self, TypeId type);  // a handle of another type to the same object

PyObject* new_object(ModuleState& module, document::ObjectId id, const std::string& name);
PyObject* new_object(ModuleState& module, document::ObjectId id);  // reads the name; throws StaleObject
PyObject* new_object_list(ModuleState& module, const std::vector<document::ObjectId>& ids);  // leaves out stale ids
int traverse_handle(PyObject* self, visitproc visit, void* arg);
void free_handle(PyObject* self);
PyObject* compare_handles(PyObject* left, PyObject* right, int operation);
Py_hash_t hash_handle(PyObject* self);

// Raises ReferenceError: "the object 'ring' was removed from the scene".
[[noreturn]] void raise_stale(const Handle& handle);
// The id of an argument that must be a gimbal.Object; raises TypeError or ReferenceError.
document::ObjectId to_object(ModuleState& module, PyObject* value, const char* name);
// The ids of one object or of an iterable of objects.
std::vector<document::ObjectId> to_objects(ModuleState& module, PyObject* value, const char* name);
// The object with this name, a str. No object has a name that UTF-8 cannot encode.
document::ObjectId find_named(ModuleState& module, PyObject* name);
// The current name (a new reference to a str); updates the handle. Raises ReferenceError if stale.
PyObject* current_name(Handle& handle);

}  // namespace gimbal::module
