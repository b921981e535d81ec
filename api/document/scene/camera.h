// The camera of the 3D view: a turntable as in Blender. Z is up.
#pragma once
#include <glm/glm.hpp>

namespace gimbal::document {

struct Bounds;

struct Camera {
    glm::vec3 target{0};
    float yaw = glm::radians(-60.0f);           // around Z
    float pitch = glm::radians(25.0f);          // above the floor, -89.9..89.9 degrees
    float distance = 8.0f;                      // from the target, scene units
    float field_of_view = glm::radians(40.0f);  // vertical
    bool orthographic = false;
    bool wireframe = false;  // meshes are drawn as lines
    bool operator==(const Camera&) const = default;

    // The limits of a camera's numbers. A camera outside them shows nothing, whatever the user does.
    static constexpr float least_distance = 1e-6f, most_distance = 1e9f;
    static constexpr float most_pitch = glm::radians(89.9f);  // at the pole, the view has no up vector
    static constexpr float least_field_of_view = glm::radians(1.0f), most_field_of_view = glm::radians(170.0f);
    Camera within_limits() const;

    glm::vec3 position() const;
    glm::mat4 view() const;
    glm::mat4 projection(float aspect) const;  // near and far follow the distance
    void orbit(float yaw_radians, float pitch_radians);
    void pan(glm::vec2 pixels, float viewport_height);
    void zoom(float steps);                          // each step is a factor of 1.2
    void frame(const Bounds& bounds, float aspect);  // fits the sphere around the bounds; keeps the angles
};

}  // namespace gimbal::document
