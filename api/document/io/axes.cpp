// Location, rotation and scale from a matrix, and maps of points.
#include "api/document/io/axes.h"

#include <algorithm>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

#include "api/document/scene/rotation.h"

namespace gimbal::document {
namespace {

glm::vec3 euler_of(const glm::dmat3& m) {  // about X, then Y, then Z
    const double sine = std::clamp(-m[0][2], -1.0, 1.0);
    const bool locked = std::abs(sine) > 1 - 1e-12;
    const glm::dvec3 angles(locked ? std::atan2(-m[2][1], m[1][1]) : std::atan2(m[1][2], m[2][2]), std::asin(sine),
                            locked ? 0 : std::atan2(m[0][1], m[0][0]));
    return angles + 0.0;  // no -0
}

}  // namespace

glm::vec3 from_y_up(const glm::vec3& p) { return {p.x, -p.z, p.y}; }
glm::vec3 to_y_up(const glm::vec3& p) { return {p.x, p.z, -p.y}; }
glm::dmat4 from_y_up_matrix() { return glm::dmat4({1, 0, 0, 0}, {0, 0, 1, 0}, {0, -1, 0, 0}, {0, 0, 0, 1}); }

glm::dquat rotation_of(const Object& object) {
    return glm::normalize(glm::quat_cast(rotation_matrix(object.rotation)));
}

bool set_transform(Object& object, const glm::dmat4& matrix) {
    glm::dmat3 linear(matrix);
    glm::dvec3 scale(glm::length(linear[0]), glm::length(linear[1]), glm::length(linear[2]));
    if (glm::determinant(linear) < 0) scale.x = -scale.x;
    for (int i = 0; i < 3; ++i) linear[i] /= scale[i];
    return set_transform(object, matrix, {matrix[3], euler_of(linear), scale});
}

bool set_transform(Object& object, const glm::dmat4& matrix, const Transform& transform) {
    Object placed;
    placed.location = transform.location;
    placed.rotation = transform.rotation;
    placed.scale = transform.scale;
    const glm::dmat4 got = placed.exact_matrix();
    const double size = std::max({std::abs(placed.scale.x), std::abs(placed.scale.y), std::abs(placed.scale.z)});
    for (int column = 0; column < 4; ++column)
        for (int row = 0; row < 3; ++row) {
            const double allowed = 1e-6 * (column == 3 ? std::abs(matrix[3][row]) : size);
            if (!(std::abs(got[column][row] - matrix[column][row]) <= allowed)) return false;  // also NaN
        }
    object.location = placed.location;
    object.rotation = placed.rotation;
    object.scale = placed.scale;
    return true;
}

PointMap::PointMap(const glm::dmat4& matrix) : matrix_(matrix) {
    if (matrix[3] != glm::dvec4(0, 0, 0, 1)) return;
    for (int row = 0; row < 3; ++row) {
        int used = 0;
        for (int column = 0; column < 3; ++column) {
            const double entry = matrix[column][row];
            if (entry == 0) continue;
            if (std::abs(entry) != 1) return;
            ++used;
            from_[row] = column;
            sign_[row] = static_cast<float>(entry);
        }
        if (used != 1) return;
    }
    exact_ = true;
}

PointMap to_file(const Object& object, UpAxis up_axis, double scale) {
    glm::dmat4 matrix = object.exact_matrix();
    if (up_axis == UpAxis::y) matrix = glm::transpose(from_y_up_matrix()) * matrix;
    for (int column = 0; column < 4; ++column)
        for (int row = 0; row < 3; ++row) matrix[column][row] *= scale;
    return PointMap(matrix);
}

}  // namespace gimbal::document
