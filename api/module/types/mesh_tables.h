// Makes a gimbal.Triangles for gimbal.Mesh.
#pragma once
#include "api/module/binding/types.h"

namespace gimbal::module {

PyObject* new_triangles(ModuleState& module, document::MeshPtr mesh);

}  // namespace gimbal::module
