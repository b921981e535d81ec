// gimbal.Triangles and gimbal.Colours.
#pragma once
#include "api/document/scene/document.h"
#include "api/module/binding/types.h"

namespace gimbal::module {

// Return new references.   Thread: Python.   GIL: held.
PyObject* new_triangles(ModuleState& module, document::MeshPtr mesh);
PyObject* new_colours(ModuleState& module, document::MeshPtr mesh);

}  // namespace gimbal::module
