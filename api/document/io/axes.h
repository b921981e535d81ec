// Turns between the scene, which has Z up, and files that have Y up. A turn by 90 degrees changes no bit of a number.
#pragma once
#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

#include "api/document/io/mesh_io.h"

namespace gimbal::document {

// Turn a point by 90 degrees about X, and back.
glm::vec3 from_y_up(const glm::vec3& p);
glm::vec3 to_y_up(const glm::vec3& p);
glm::dmat4 from_y_up_matrix();

glm::dquat rotation_of(const Object& object);

// Sets location, rotation and scale so that they give the matrix. False if they cannot, because it shears, flattens or
// is not finite; the object is unchanged then.
bool set_transform(Object& object, const glm::dmat4& matrix);

// Location, rotation and scale as numbers. Several give the same matrix, so a matrix does not give back every bit of
// them.
struct Transform {
    glm::vec3 location{0}, rotation{0}, scale{1};
};
// Sets `transform` if it gives the matrix. Otherwise returns false, and the object is unchanged.
bool set_transform(Object& object, const glm::dmat4& matrix, const Transform& transform);
// The member of a glTF node's extras that holds the object's transform, nine numbers.
inline constexpr const char* transform_member = "gimbal_transform";

// Moves points. Keeps every bit if the matrix only swaps axes and their signs.
class PointMap {
public:
    explicit PointMap(const glm::dmat4& matrix);
    glm::vec3 operator()(const glm::vec3& p) const {
        if (exact_) return {sign_.x * p[from_[0]], sign_.y * p[from_[1]], sign_.z * p[from_[2]]};
        return glm::vec3(matrix_ * glm::dvec4(p, 1));
    }
    bool is_mirrored() const { return glm::determinant(glm::dmat3(matrix_)) < 0; }

private:
    glm::dmat4 matrix_;
    bool exact_ = false;
    int from_[3] = {0, 1, 2};
    glm::vec3 sign_{1};
};

// Maps an object's vertices to the file's coordinates.
PointMap to_file(const Object& object, UpAxis up_axis, double scale);

}  // namespace gimbal::document
