// The heap types of the module, one from each file, and what all of them share.
#pragma once
#include "api/module/binding/state.h"

namespace gimbal::module {

PyType_Spec* object_spec(const ModuleState&);
PyType_Spec* mesh_spec(const ModuleState&);
PyType_Spec* vertices_spec(const ModuleState&);
PyType_Spec* triangles_spec(const ModuleState&);
PyType_Spec* scene_spec(const ModuleState&);
PyType_Spec* objects_spec(const ModuleState&);
PyType_Spec* io_spec(const ModuleState&);
PyType_Spec* view_spec(const ModuleState&);
PyType_Spec* camera_spec(const ModuleState&);
PyType_Spec* app_spec(const ModuleState&);
PyType_Spec* ui_spec(const ModuleState&);
PyType_Spec* event_spec(const ModuleState&);
PyStructSequence_Desc* spread_desc();
PyStructSequence_Desc* frame_stats_desc();

// Makes the module, connected to `link`. Returns a new reference, or nullptr with an error set.
PyObject* create_module(ModuleLink& link, console::Engine& engine);

// Functions of the module itself.
PyMethodDef* command_functions();
PyMethodDef* event_functions();
PyMethodDef* plugin_functions();

// Final, made only by the module, tracked by the collector: an instance keeps its type alive, the type the module.
inline constexpr unsigned type_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                                       Py_TPFLAGS_DISALLOW_INSTANTIATION;

// For types whose instances refer to nothing but their type.
int traverse_type(PyObject* self, visitproc visit, void* arg);
void free_plain(PyObject* self);

// A new, zeroed instance; throws PythonErrorSet. T begins with PyObject_HEAD.
PyObject* new_instance(ModuleState& module, TypeId type);

}  // namespace gimbal::module
