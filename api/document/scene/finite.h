// Whether bounds and cameras have only finite numbers. Both are made of a scene's numbers, which can be as large as a
// float allows.
#pragma once
#include <cmath>

#include "api/document/mesh/mesh.h"
#include "api/document/scene/camera.h"

namespace gimbal::document {

inline bool is_finite(const glm::vec3& point) {
    return std::isfinite(point.x) && std::isfinite(point.y) && std::isfinite(point.z);
}
inline bool is_finite(const Bounds& bounds) { return is_finite(bounds.low) && is_finite(bounds.high); }
inline bool is_finite(const Camera& camera) {
    return is_finite(camera.target) && std::isfinite(camera.distance) && std::isfinite(camera.yaw) &&
           std::isfinite(camera.pitch) && std::isfinite(camera.field_of_view);
}

}  // namespace gimbal::document
