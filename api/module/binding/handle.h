// Handles: what Python holds of an object is its id, never a pointer into the scene.
#pragma once
#include "api/module/binding/types.h"

#include <string>
#include <vector>

namespace gimbal {

// An object, or the mesh of one. `name` is a str, the name as last seen; for error texts when the object is gone.
// Thread: Python.   GIL: held.
struct Handle {
    PyObject_HEAD document::Document* document;  // outlives the interpreter
    document::ObjectId id;
    PyObject* name;
};

inline Handle& handle_of(PyObject* self) { return *reinterpret_cast<Handle*>(self); }

PyObject* new_handle(ModuleState& module, TypeId type, document::ObjectId id,
                     PyObject* name);  // takes a count of `name`
PyObject* new_object(ModuleState& module, document::ObjectId id, const std::string& name);
PyObject* new_object(ModuleState& module, document::ObjectId id);  // reads the name; throws StaleObject
PyObject* new_object_list(ModuleState& module, const std::vector<document::ObjectId>& ids);  // stale ones are left out
int traverse_handle(PyObject* self, visitproc visit, void* arg);
void free_handle(PyObject* self);
PyObject* compare_handles(PyObject* left, PyObject* right, int operation);
Py_hash_t hash_handle(PyObject* self);

std::string handle_name(const Handle& handle);  // as last seen
// ReferenceError: "the object 'ring' was removed from the scene".
[[noreturn]] void raise_stale(const Handle& handle);
// The id behind an argument that must be a gimbal.Object of this module; throws TypeError.
document::ObjectId to_object(ModuleState& module, PyObject* value, const char* name);
// Any iterable of objects, or a single one.
std::vector<document::ObjectId> to_objects(ModuleState& module, PyObject* value, const char* name);
// The current name as str (new reference); updates the handle. Throws when stale.
PyObject* current_name(Handle& handle);

}  // namespace gimbal
