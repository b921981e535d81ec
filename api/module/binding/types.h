// The heap types of the module, one from each file, and what all of them share.
#pragma once
#include "api/module/binding/state.h"

#include <cstddef>
#include <vector>

namespace gimbal::module {

// Each makes a type and returns a new reference, or throws PythonErrorSet.
using MakeType = PyObject*(PyObject* module, const ModuleState&);
MakeType make_object_type, make_mesh_type, make_vertices_type, make_triangles_type, make_colours_type, make_scene_type,
    make_objects_type, make_io_type, make_view_type, make_camera_type, make_app_type, make_ui_type, make_event_type,
    make_link_bytes_type, make_undo_step_type, make_transaction_type, make_undo_stack_type;
PyStructSequence_Desc* spread_desc();
PyStructSequence_Desc* frame_stats_desc();
PyStructSequence_Desc* saved_file_desc();
PyStructSequence_Desc* step_info_desc();
PyStructSequence_Desc* changes_desc();
PyObject* saved_file_repr(PyObject* self, PyObject*);
PyObject* changes_text(PyObject* self, PyObject*);
PyObject* changes_truth(PyObject* self, PyObject*);

// Makes the module. Returns a new reference, or nullptr with an error set. `parts` and `script` outlive it.
PyObject* create_module(ModuleParts& parts, ScriptContext& script);

// The same module for an import: the definition of a multi-phase module with these slots, and the function that its
// slot Py_mod_exec calls. Returns -1 with an error set.
PyModuleDef module_definition(PyModuleDef_Slot* slots);
int fill_module(PyObject* module, ModuleParts& parts, ScriptContext& script);

template <class T>
PyType_Slot slot(int id, T* value) {
    return {id, reinterpret_cast<void*>(value)};
}

// For types whose instances refer to nothing but their type.
int traverse_type(PyObject* self, visitproc visit, void* arg);
void free_plain(PyObject* self);

// Makes a final type whose instances only the module makes, unless `slots` has Py_tp_new. The collector tracks them: an
// instance keeps its type alive, and the type the module. If an instance is only a PyObject, the type gets the two
// functions above.
PyObject* new_type(PyObject* module, const char* name, std::size_t size, const char* doc,
                   std::vector<PyType_Slot> slots);

PyTypeObject* live_type(const ModuleState& module, TypeId id);  // raises RuntimeError at the end of the program

// A new, zeroed instance; throws PythonErrorSet. T begins with PyObject_HEAD.
PyObject* new_instance(ModuleState& module, TypeId type);

}  // namespace gimbal::module
