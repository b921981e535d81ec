// Markers are closed, so that they are lit from every side.
#include "api/document/mesh/markers.h"

#include <algorithm>
#include <cmath>

namespace gimbal::document {
namespace {

constexpr float lone_size = 0.02f;                                // of a point without neighbours, in scene units
constexpr float largest_share = 0.012f, smallest_share = 0.002f;  // of the bounds' diagonal

struct Builder {
    std::vector<glm::vec3> positions;
    std::vector<Triangle> triangles;

    std::uint32_t add(const glm::vec3& p) {
        positions.push_back(p);
        return static_cast<std::uint32_t>(positions.size() - 1);
    }

    void tetrahedron(const glm::vec3& centre, float size) {
        const std::uint32_t a = add(centre + size * glm::vec3(1, 1, 1)), b = add(centre + size * glm::vec3(-1, -1, 1)),
                            c = add(centre + size * glm::vec3(-1, 1, -1)),
                            d = add(centre + size * glm::vec3(1, -1, -1));
        triangles.insert(triangles.end(), {{a, c, b}, {a, b, d}, {a, d, c}, {b, c, d}});
    }

    void prism(const glm::vec3& from, const glm::vec3& to, float size) {
        const glm::vec3 along = to - from, size_of_axes = glm::abs(along);
        const float length = glm::length(along);
        if (!(length > 0) || !std::isfinite(length)) return tetrahedron(from, size);
        const glm::vec3 other = size_of_axes.x < size_of_axes.y ? glm::vec3(1, 0, 0) : glm::vec3(0, 1, 0);
        const glm::vec3 u = glm::normalize(glm::cross(along, other)), v = glm::cross(along / length, u);
        const auto first = static_cast<std::uint32_t>(positions.size());
        for (int k = 0; k < 3; ++k) {
            const float angle = 2.0943951f * static_cast<float>(k);
            const glm::vec3 out = size * (std::cos(angle) * u + std::sin(angle) * v);
            add(from + out);
            add(to + out);
        }
        for (std::uint32_t k = 0; k < 3; ++k) {
            const std::uint32_t a = first + 2 * k, b = first + 2 * ((k + 1) % 3);
            triangles.insert(triangles.end(), {{a, b, b + 1}, {a, b + 1, a + 1}});
        }
        triangles.insert(triangles.end(), {{first, first + 4, first + 2}, {first + 1, first + 3, first + 5}});
    }
};

float size_for(const Mesh& mesh, std::size_t count) {
    const float diagonal = glm::length(mesh.bounds().high - mesh.bounds().low);
    if (!(diagonal > 0) || !std::isfinite(diagonal)) return lone_size;
    return diagonal * std::clamp(0.5f / std::sqrt(static_cast<float>(count)), smallest_share, largest_share);
}

}  // namespace

Mesh with_markers(const Mesh& mesh) {
    Builder builder{mesh.triangle_count() > 0 ? mesh.positions() : std::vector<glm::vec3>(), mesh.triangles()};
    const auto each = [](std::size_t count, auto&& mark) {
        const std::size_t step = (count + most_markers - 1) / most_markers;
        for (std::size_t i = 0; i < count; i += step) mark(i);
    };
    const std::vector<glm::vec3>& p = mesh.positions();
    const float size = size_for(mesh, std::max<std::size_t>(p.size(), 1));
    each(mesh.lines().size(),
         [&](std::size_t i) { builder.prism(p[mesh.lines()[i][0]], p[mesh.lines()[i][1]], size / 3); });
    if (mesh.triangle_count() == 0 && mesh.lines().empty())
        each(p.size(), [&](std::size_t v) { builder.tetrahedron(p[v], size / 2); });
    return Mesh(std::move(builder.positions), std::move(builder.triangles));
}

}  // namespace gimbal::document
