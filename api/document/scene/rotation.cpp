// The product of three turns, with its entries near whole numbers rounded.
#include "api/document/scene/rotation.h"

#include <cmath>

namespace gimbal::document {
namespace {

constexpr double quarter_tolerance = 1e-7;  // pi/2 as a float is off by 4e-8

}  // namespace

glm::dmat3 rotation_matrix(const glm::vec3& euler) {
    if (euler == glm::vec3(0)) return glm::dmat3(1);
    const glm::dvec3 angles(euler), c = glm::cos(angles), s = glm::sin(angles);
    const glm::dmat3 x({1, 0, 0}, {0, c.x, s.x}, {0, -s.x, c.x}), y({c.y, 0, -s.y}, {0, 1, 0}, {s.y, 0, c.y}),
        z({c.z, s.z, 0}, {-s.z, c.z, 0}, {0, 0, 1});
    glm::dmat3 result = z * y * x;
    for (int column = 0; column < 3; ++column)
        for (int row = 0; row < 3; ++row) {
            double& entry = result[column][row];
            if (std::abs(entry - std::round(entry)) < quarter_tolerance) entry = std::round(entry);
        }
    return result;
}

}  // namespace gimbal::document
