// Turntable arithmetic.
#include "api/document/scene/camera.h"

#include <algorithm>
#include <cmath>
#include <glm/gtc/constants.hpp>
#include <glm/gtc/matrix_transform.hpp>

#include "api/document/scene/finite.h"

namespace gimbal::document {
namespace {

glm::vec3 direction(float yaw, float pitch) {  // from the target to the camera
    return {std::cos(pitch) * std::cos(yaw), std::cos(pitch) * std::sin(yaw), std::sin(pitch)};
}

}  // namespace

Camera Camera::within_limits() const {
    Camera camera = *this;
    camera.pitch = std::clamp(pitch, -most_pitch, most_pitch);
    camera.distance = std::clamp(distance, least_distance, most_distance);
    camera.field_of_view = std::clamp(field_of_view, least_field_of_view, most_field_of_view);
    return camera;
}

glm::vec3 Camera::position() const { return target + distance * direction(yaw, pitch); }

// Does not need position(), which equals the target as a float if the distance is small.
glm::mat4 Camera::view() const {
    const glm::mat4 turn = glm::lookAt(glm::vec3(0), -direction(yaw, pitch), glm::vec3(0, 0, 1));
    return glm::translate(glm::mat4(1), glm::vec3(0, 0, -distance)) * turn * glm::translate(glm::mat4(1), -target);
}

glm::mat4 Camera::projection(float aspect) const {
    aspect = std::max(aspect, 1e-3f);
    const float near = distance * 0.01f, far = distance * 100.0f;
    if (!orthographic) return glm::perspective(field_of_view, aspect, near, far);
    const float half_height = distance * std::tan(field_of_view / 2), half_width = half_height * aspect;
    return glm::ortho(-half_width, half_width, -half_height, half_height, -far, far);
}

void Camera::orbit(float yaw_radians, float pitch_radians) {
    yaw = std::remainder(yaw + yaw_radians, 2 * glm::pi<float>());  // stays precise after many turns
    pitch = std::clamp(pitch + pitch_radians, -most_pitch, most_pitch);
}

void Camera::pan(glm::vec2 pixels, float viewport_height) {
    const float units_per_pixel = 2 * distance * std::tan(field_of_view / 2) / std::max(viewport_height, 1.0f);
    const glm::mat4 m = view();
    const glm::vec3 right(m[0][0], m[1][0], m[2][0]), up(m[0][1], m[1][1], m[2][1]);
    target += (-pixels.x * right + pixels.y * up) *
              units_per_pixel;  // the scene follows the mouse; y of pixels points down
}

void Camera::zoom(float steps) {
    distance = std::clamp(distance * std::pow(1.2f, -steps), least_distance, most_distance);
}

void Camera::frame(const Bounds& bounds, float aspect) {
    if (bounds.empty || !is_finite(bounds)) return;
    target = bounds.low * 0.5f + bounds.high * 0.5f;  // no sum of large numbers, which could be infinite
    const float half_size = glm::length(bounds.high * 0.5f - bounds.low * 0.5f);
    const float radius = half_size > 0 ? half_size : 1e-3f;  // a point
    const float half_vertical = field_of_view / 2;
    const float half_horizontal = std::atan(std::tan(half_vertical) * std::max(aspect, 1e-3f));
    distance = std::clamp(radius / std::sin(std::min(half_vertical, half_horizontal)), least_distance, most_distance);
}

}  // namespace gimbal::document
