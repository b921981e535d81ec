// The rotation of an object as a matrix in double precision.
#pragma once
#include <glm/glm.hpp>

namespace gimbal::document {

// About X, then Y, then Z, in radians. A turn by quarters is exact, although pi/2 has no exact float: its entries are
// -1, 0 and 1, so it changes no bit of a coordinate.
// Thread: any.   GIL: not needed.
glm::dmat3 rotation_matrix(const glm::vec3& euler);

}  // namespace gimbal::document
