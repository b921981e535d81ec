// Casts a ray at the nearest bounds first, and stops when no nearer hit is possible.
#include "app/viewport/picker.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "api/document/mesh/markers.h"

namespace gimbal::app {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
// Relative to a side, so that a ray along a shared edge does not pass between its triangles.
constexpr float edge_slack = 1e-5f;

// Returns where the ray enters the box; infinity if it misses it.
float entry(const Ray& ray, const document::Bounds& box) {
    float from = 0, to = infinity;
    for (int axis = 0; axis < 3; ++axis) {
        const float inverse = 1 / ray.direction[axis];
        float a = (box.low[axis] - ray.origin[axis]) * inverse, b = (box.high[axis] - ray.origin[axis]) * inverse;
        if (std::isnan(a) || std::isnan(b)) continue;  // parallel to a face of the box, so the other axes decide
        if (a > b) std::swap(a, b);
        from = std::max(from, a);
        to = std::min(to, b);
    }
    return from <= to ? from : infinity;
}

// The algorithm of Möller and Trumbore, for both sides of a triangle.
float hit(const Ray& ray, glm::vec3 a, glm::vec3 b, glm::vec3 c) {
    const glm::vec3 ab = b - a, ac = c - a, p = glm::cross(ray.direction, ac);
    const float determinant = glm::dot(ab, p);
    if (determinant == 0) return infinity;
    const glm::vec3 s = ray.origin - a;
    const float u = glm::dot(s, p) / determinant;
    if (u < -edge_slack || u > 1 + edge_slack) return infinity;
    const glm::vec3 q = glm::cross(s, ab);
    const float v = glm::dot(ray.direction, q) / determinant;
    if (v < -edge_slack || u + v > 1 + edge_slack) return infinity;
    const float t = glm::dot(ac, q) / determinant;
    return t > 0 ? t : infinity;
}

// Transforms the ray into object space. Its direction is not normalised, so distances stay comparable in world space.
Ray into_object(const Ray& ray, const glm::mat4& inverse) {
    return {glm::vec3(inverse * glm::vec4(ray.origin, 1)), glm::vec3(inverse * glm::vec4(ray.direction, 0))};
}

// `ray` begins just before the bounds, at the distance `start`, because floats are too coarse for small triangles far
// away.
struct Candidate {
    ObjectId id;
    const Object* object;
    Ray ray;
    float entry, start;
};

Candidate from_bounds(ObjectId id, const Object& object, Ray ray, float entry) {
    const document::Bounds& box = object.mesh->bounds();
    const float size = glm::length(box.high - box.low) / std::max(glm::length(ray.direction), 1e-30f);
    const float start = std::max(entry - size, 0.0f);
    ray.origin += ray.direction * start;
    return {id, &object, ray, entry, start};
}

std::vector<Candidate> candidates(const Scene& scene, const Ray& ray) {
    std::vector<Candidate> found;
    scene.for_each([&](ObjectId id, const Object& object) {
        if (!object.visible || !object.mesh || object.mesh->bounds().empty) return;
        const glm::mat4 matrix = object.matrix();
        if (std::abs(glm::determinant(glm::mat3(matrix))) < 1e-30f) return;  // scaled to zero
        const Ray local = into_object(ray, glm::inverse(matrix));
        const float distance = entry(local, object.mesh->bounds());
        if (distance < infinity) found.push_back(from_bounds(id, object, local, distance));
    });
    std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) { return a.entry < b.entry; });
    return found;
}

float nearest_hit(const Mesh& mesh, const Ray& ray, const Job& job) {
    const std::vector<glm::vec3>& p = mesh.positions();
    float nearest = infinity;
    std::size_t count = 0;
    for (const document::Triangle& t : mesh.triangles()) {
        if (++count % 65536 == 0) job.poll();
        nearest = std::min(nearest, hit(ray, p[t[0]], p[t[1]], p[t[2]]));
    }
    return nearest;
}

}  // namespace

Ray camera_ray(const Camera& camera, glm::vec2 pixel, glm::vec2 view_size) {
    const glm::vec2 clip = (pixel / glm::max(view_size, glm::vec2(1)) * 2.0f - 1.0f) * glm::vec2(1, -1);
    const float aspect = view_size.x / std::max(view_size.y, 1.0f);
    const float half_height = std::tan(camera.field_of_view / 2);
    const glm::mat3 to_world = glm::transpose(glm::mat3(camera.view()));
    const glm::vec3 at_unit_distance(clip.x * half_height * aspect, clip.y * half_height, -1);
    if (!camera.orthographic) return {camera.position(), glm::normalize(to_world * at_unit_distance)};
    const glm::vec3 forward = to_world * glm::vec3(0, 0, -1);
    const glm::vec3 aside = to_world * glm::vec3(glm::vec2(at_unit_distance) * camera.distance, 0);
    return {camera.target + aside - forward * camera.distance * 100.0f, forward};  // starts at the near plane
}

std::optional<ObjectId> pick(const Scene& scene, const Ray& ray, const Job& job) {
    std::optional<ObjectId> picked;
    float nearest = infinity;
    for (const Candidate& candidate : candidates(scene, ray)) {
        job.poll();
        if (candidate.entry > nearest) break;
        const float distance = candidate.start +
                               nearest_hit(*document::shape_of(candidate.object->mesh), candidate.ray, job);
        if (distance >= nearest) continue;
        nearest = distance;
        picked = candidate.id;
    }
    return picked;
}

}  // namespace gimbal::app
