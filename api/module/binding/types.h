// The heap types of the module, one from each file, and what all of them share.
#pragma once
#include "api/module/binding/state.h"

#include <cstddef>
#include <vector>

namespace gimbal::module {

// Each makes a type and returns a new reference, or throws PythonErrorSet.
using MakeType = PyObject*(PyObject* module, const ModuleState&);
MakeType make_object_type, make_mesh_type, make_vertices_type, make_triangles_type, make_colours_type, make_scene_type,
    make_objects_type, make_io_type, make_view_type, make_camera_type, make_app_type, make_ui_type, make_event_type;
PyStructSequence_Desc* spread_desc();
PyStructSequence_Desc* frame_stats_desc();
PyStructSequence_Desc* saved_file_desc();
PyObject* saved_file_repr(PyObject* self, PyObject*);

// Makes the module, connected to `link`. Returns a new reference, or nullptr with an error set.
PyObject* create_module(ModuleLink& link, console::Engine& engine);

// Functions of the module itself.
PyMethodDef* command_functions();
PyMethodDef* event_functions();
PyMethodDef* plugin_functions();
PyMethodDef* user_file_functions();

template <class T>
PyType_Slot slot(int id, T* value) {
    return {id, reinterpret_cast<void*>(value)};
}

// For types whose instances refer to nothing but their type.
int traverse_type(PyObject* self, visitproc visit, void* arg);
void free_plain(PyObject* self);

// Makes a final type whose instances only the module makes. The collector tracks them: an instance keeps its type
// alive, and the type the module. If an instance is only a PyObject, the type gets the two functions above.
PyObject* new_type(PyObject* module, const char* name, std::size_t size, const char* doc,
                   std::vector<PyType_Slot> slots);

PyTypeObject* live_type(const ModuleState& module, TypeId id);  // raises RuntimeError at the end of the program

// A new, zeroed instance; throws PythonErrorSet. T begins with PyObject_HEAD.
PyObject* new_instance(ModuleState& module, TypeId type);

}  // namespace gimbal::module
