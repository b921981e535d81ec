// The maker of gimbal.Triangles, for gimbal.Mesh.
#pragma once
#include "api/module/binding/types.h"

namespace gimbal {

PyObject* new_triangles(ModuleState& module, document::MeshPtr mesh);

}  // namespace gimbal
