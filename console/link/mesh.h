// What an end checks of a mesh before it sends it, so that its writer learns of it and not only a reader.
#pragma once
#include "gimbal/console/link/array.h"

namespace gimbal::console::link::detail {

// Both throw LinkError(bad_array).
// As mesh_shape_problem(), an array that no mesh has, and a vertex number that is out of range. Reads all numbers of
// triangles, faces and lines.
void check_mesh_to_send(const Arrays& arrays);
// As mesh_layout_problem(), and an array that no mesh has.
void check_layouts_to_send(const ArrayLayouts& layouts);

}  // namespace gimbal::console::link::detail
