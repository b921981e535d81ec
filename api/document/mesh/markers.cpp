// Markers are closed, so that they are lit from every side.
#include "api/document/mesh/markers.h"

#include <algorithm>
#include <cmath>

namespace gimbal::document {
namespace {

constexpr float lone_size = 0.02f;                                // of a point without neighbours, in scene units
constexpr float largest_share = 0.012f, smallest_share = 0.002f;  // of the bounds' diagonal

class Builder {
public:
    explicit Builder(const Mesh& mesh) : mesh_(mesh) {
        if (mesh.triangle_count() == 0) return;
        positions_ = mesh.positions();
        triangles_ = mesh.triangles();
        colours_ = mesh.colours();
    }

    void mark_vertex(std::uint32_t v, float size) { tetrahedron(v, size); }
    void mark_line(const Line& line, float size) { prism(line[0], line[1], size); }
    Mesh made() && { return Mesh(std::move(positions_), std::move(triangles_), {}, std::move(colours_)); }

private:
    std::uint32_t add(const glm::vec3& p, std::uint32_t vertex) {  // with the colour of that vertex
        positions_.push_back(p);
        if (!mesh_.colours().empty()) colours_.push_back(mesh_.colours()[vertex]);
        return static_cast<std::uint32_t>(positions_.size() - 1);
    }

    void tetrahedron(std::uint32_t v, float size) {
        const glm::vec3 centre = mesh_.positions()[v];
        const std::uint32_t a = add(centre + size * glm::vec3(1, 1, 1), v),
                            b = add(centre + size * glm::vec3(-1, -1, 1), v),
                            c = add(centre + size * glm::vec3(-1, 1, -1), v),
                            d = add(centre + size * glm::vec3(1, -1, -1), v);
        triangles_.insert(triangles_.end(), {{a, c, b}, {a, b, d}, {a, d, c}, {b, c, d}});
    }

    void prism(std::uint32_t from_vertex, std::uint32_t to_vertex, float size) {
        const glm::vec3 from = mesh_.positions()[from_vertex], to = mesh_.positions()[to_vertex];
        const glm::vec3 along = to - from, size_of_axes = glm::abs(along);
        const float length = glm::length(along);
        if (!(length > 0) || !std::isfinite(length)) return tetrahedron(from_vertex, size);
        const glm::vec3 other = size_of_axes.x < size_of_axes.y ? glm::vec3(1, 0, 0) : glm::vec3(0, 1, 0);
        const glm::vec3 u = glm::normalize(glm::cross(along, other)), v = glm::cross(along / length, u);
        const auto first = static_cast<std::uint32_t>(positions_.size());
        for (int k = 0; k < 3; ++k) {
            const float angle = 2.0943951f * static_cast<float>(k);
            const glm::vec3 out = size * (std::cos(angle) * u + std::sin(angle) * v);
            add(from + out, from_vertex);
            add(to + out, to_vertex);
        }
        for (std::uint32_t k = 0; k < 3; ++k) {
            const std::uint32_t a = first + 2 * k, b = first + 2 * ((k + 1) % 3);
            triangles_.insert(triangles_.end(), {{a, b, b + 1}, {a, b + 1, a + 1}});
        }
        triangles_.insert(triangles_.end(), {{first, first + 4, first + 2}, {first + 1, first + 3, first + 5}});
    }

    const Mesh& mesh_;
    std::vector<glm::vec3> positions_;
    std::vector<Triangle> triangles_;
    Colours colours_;
};

float size_for(const Mesh& mesh, std::size_t count) {
    const float diagonal = glm::length(mesh.bounds().high - mesh.bounds().low);
    if (!(diagonal > 0) || !std::isfinite(diagonal)) return lone_size;
    return diagonal * std::clamp(0.5f / std::sqrt(static_cast<float>(count)), smallest_share, largest_share);
}

}  // namespace

Mesh with_markers(const Mesh& mesh) {
    Builder builder(mesh);
    const auto each = [](std::size_t count, auto&& mark) {
        const std::size_t step = (count + most_markers - 1) / most_markers;
        for (std::size_t i = 0; i < count; i += step) mark(i);
    };
    const std::size_t count = mesh.vertex_count();
    const float size = size_for(mesh, std::max<std::size_t>(count, 1));
    each(mesh.lines().size(), [&](std::size_t i) { builder.mark_line(mesh.lines()[i], size / 3); });
    if (mesh.triangle_count() == 0 && mesh.lines().empty())
        each(count, [&](std::size_t v) { builder.mark_vertex(static_cast<std::uint32_t>(v), size / 2); });
    return std::move(builder).made();
}

}  // namespace gimbal::document
