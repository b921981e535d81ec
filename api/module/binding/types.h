// The heap types of the module, one from each topic's file, and the little that all of them share.
#pragma once
#include "api/module/binding/state.h"

namespace gimbal {

PyType_Spec* object_spec();
PyType_Spec* mesh_spec();
PyType_Spec* vertices_spec();
PyType_Spec* triangles_spec();
PyType_Spec* scene_spec();
PyType_Spec* objects_spec();
PyType_Spec* io_spec();
PyType_Spec* view_spec();
PyType_Spec* camera_spec();
PyType_Spec* app_spec();
PyType_Spec* ui_spec();
PyType_Spec* event_spec();
PyStructSequence_Desc* spread_desc();
PyStructSequence_Desc* frame_stats_desc();

// Functions of the module itself.
PyMethodDef* command_functions();
PyMethodDef* event_functions();
PyMethodDef* plugin_functions();

// Final, made only by us, tracked by the collector: an instance keeps its type, and the type keeps the module.
inline constexpr unsigned type_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                                       Py_TPFLAGS_DISALLOW_INSTANTIATION;

// For types whose instances hold nothing but their type.
int traverse_type(PyObject* self, visitproc visit, void* arg);
void free_plain(PyObject* self);

// A new, zeroed instance; throws PythonErrorSet. T begins with PyObject_HEAD.
PyObject* new_instance(ModuleState& module, TypeId type);

}  // namespace gimbal
