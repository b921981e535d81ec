// Matrices of quarter turns hold only -1, 0 and 1.
#include "api/document/io/axes.h"

#include <algorithm>
#include <cmath>
#include <glm/gtc/matrix_transform.hpp>

namespace gimbal::document {
namespace {

constexpr double quarter_tolerance = 1e-7;  // pi/2 as a float is off by 4e-8

glm::dmat3 rotation_matrix(const glm::vec3& euler) {
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

glm::dmat4 exact_matrix(const Object& object) {
    glm::dmat3 linear = rotation_matrix(object.rotation);
    for (int column = 0; column < 3; ++column) linear[column] *= static_cast<double>(object.scale[column]);
    glm::dmat4 matrix(linear);
    matrix[3] = glm::dvec4(object.location, 1);
    return matrix;
}

glm::dquat rotation_of(const Object& object) {
    return glm::normalize(glm::quat_cast(rotation_matrix(object.rotation)));
}

bool set_transform(Object& object, const glm::dmat4& matrix) {
    glm::dmat3 linear(matrix);
    glm::dvec3 scale(glm::length(linear[0]), glm::length(linear[1]), glm::length(linear[2]));
    if (glm::determinant(linear) < 0) scale.x = -scale.x;
    for (int i = 0; i < 3; ++i) linear[i] /= scale[i];
    Object placed = object;
    placed.location = matrix[3];
    placed.rotation = euler_of(linear);
    placed.scale = scale;
    const glm::dmat4 got = exact_matrix(placed);
    const double size = std::max({std::abs(scale.x), std::abs(scale.y), std::abs(scale.z)});
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
    glm::dmat4 matrix = exact_matrix(object);
    if (up_axis == UpAxis::y) matrix = glm::transpose(from_y_up_matrix()) * matrix;
    for (int column = 0; column < 4; ++column)
        for (int row = 0; row < 3; ++row) matrix[column][row] *= scale;
    return PointMap(matrix);
}

}  // namespace gimbal::document
