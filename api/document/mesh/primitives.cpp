// Primitives around the origin, made of rings of vertices joined by strips of triangles.
#include <algorithm>
#include <cmath>
#include <functional>
#include <glm/gtc/constants.hpp>
#include <map>

#include "api/document/mesh/mesh_ops.h"

namespace gimbal::document {
namespace {

struct Builder {
    std::vector<glm::vec3> positions;
    std::vector<Triangle> triangles;

    std::uint32_t vertex(glm::vec3 p) {
        positions.push_back(p);
        return static_cast<std::uint32_t>(positions.size() - 1);
    }
    std::uint32_t ring(float radius, float z, int segments) {  // counter-clockwise, seen from above
        const auto first = static_cast<std::uint32_t>(positions.size());
        for (int i = 0; i < segments; ++i) {
            const float angle = 2 * glm::pi<float>() * static_cast<float>(i) / static_cast<float>(segments);
            vertex({radius * std::cos(angle), radius * std::sin(angle), z});
        }
        return first;
    }
    void quad(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
        triangles.push_back({a, b, c});
        triangles.push_back({a, c, d});
    }
    void band(std::uint32_t low, std::uint32_t high, int segments) {  // faces outwards if `high` is above
        for (std::uint32_t i = 0, n = static_cast<std::uint32_t>(segments); i < n; ++i)
            quad(low + i, low + (i + 1) % n, high + (i + 1) % n, high + i);
    }
    void cap_above(std::uint32_t ring, std::uint32_t apex, int segments) {
        for (std::uint32_t i = 0, n = static_cast<std::uint32_t>(segments); i < n; ++i)
            triangles.push_back({ring + i, ring + (i + 1) % n, apex});
    }
    void cap_below(std::uint32_t ring, std::uint32_t apex, int segments) {
        for (std::uint32_t i = 0, n = static_cast<std::uint32_t>(segments); i < n; ++i)
            triangles.push_back({ring + (i + 1) % n, ring + i, apex});
    }
    Mesh finish() { return Mesh(std::move(positions), std::move(triangles)); }
};

void at_least(const char* what, int value, int least) {
    if (value < least)
        throw std::invalid_argument(std::string(what) + " is " + std::to_string(value) + ": it must be at least " +
                                    std::to_string(least));
}

void positive(const char* what, float value) {
    if (!(value > 0) || !std::isfinite(value))
        throw std::invalid_argument(std::string(what) + " is " + std::to_string(value) + ": it must be above 0");
}

const std::map<std::string, std::function<Mesh()>>& makers() {
    static const std::map<std::string, std::function<Mesh()>> table{
        {"cube", [] { return make_cube(); }},        {"plane", [] { return make_plane(); }},
        {"sphere", [] { return make_uv_sphere(); }}, {"cylinder", [] { return make_cylinder(); }},
        {"cone", [] { return make_cone(); }},        {"torus", [] { return make_torus(); }}};
    return table;
}

}  // namespace

Mesh make_cube(float size) {
    positive("size", size);
    Builder b;
    const float h = size / 2;
    for (int i = 0; i < 8; ++i) b.vertex({i & 1 ? h : -h, i & 2 ? h : -h, i & 4 ? h : -h});
    b.quad(0, 2, 3, 1);
    b.quad(4, 5, 7, 6);
    b.quad(0, 1, 5, 4);
    b.quad(2, 6, 7, 3);
    b.quad(0, 4, 6, 2);
    b.quad(1, 3, 7, 5);
    return b.finish();
}

Mesh make_plane(float size) {
    positive("size", size);
    Builder b;
    const float h = size / 2;
    for (glm::vec2 corner : {glm::vec2(-h, -h), {h, -h}, {h, h}, {-h, h}}) b.vertex({corner.x, corner.y, 0});
    b.quad(0, 1, 2, 3);
    return b.finish();
}

Mesh make_uv_sphere(float radius, int segments, int rings) {
    positive("radius", radius);
    at_least("segments", segments, 3);
    at_least("rings", rings, 2);
    Builder b;
    const auto south = b.vertex({0, 0, -radius});
    std::uint32_t below = 0;
    for (int r = 1; r < rings; ++r) {
        const float angle = glm::pi<float>() * static_cast<float>(r) / static_cast<float>(rings);
        const auto ring = b.ring(radius * std::sin(angle), -radius * std::cos(angle), segments);
        if (r == 1) b.cap_below(ring, south, segments);
        else b.band(below, ring, segments);
        below = ring;
    }
    b.cap_above(below, b.vertex({0, 0, radius}), segments);
    return b.finish();
}

Mesh make_cylinder(float radius, float depth, int segments) {
    positive("radius", radius);
    positive("depth", depth);
    at_least("segments", segments, 3);
    Builder b;
    const auto low = b.ring(radius, -depth / 2, segments), high = b.ring(radius, depth / 2, segments);
    b.band(low, high, segments);
    b.cap_below(low, b.vertex({0, 0, -depth / 2}), segments);
    b.cap_above(high, b.vertex({0, 0, depth / 2}), segments);
    return b.finish();
}

Mesh make_cone(float radius, float depth, int segments) {
    positive("radius", radius);
    positive("depth", depth);
    at_least("segments", segments, 3);
    Builder b;
    const auto base = b.ring(radius, -depth / 2, segments);
    b.cap_below(base, b.vertex({0, 0, -depth / 2}), segments);
    b.cap_above(base, b.vertex({0, 0, depth / 2}), segments);
    return b.finish();
}

Mesh make_torus(float major_radius, float minor_radius, int major_segments, int minor_segments) {
    positive("major_radius", major_radius);
    positive("minor_radius", minor_radius);
    at_least("major_segments", major_segments, 3);
    at_least("minor_segments", minor_segments, 3);
    Builder b;
    std::vector<std::uint32_t> rings;
    for (int i = 0; i < minor_segments; ++i) {  // each ring is around Z
        const float angle = 2 * glm::pi<float>() * static_cast<float>(i) / static_cast<float>(minor_segments);
        rings.push_back(
            b.ring(major_radius + minor_radius * std::cos(angle), minor_radius * std::sin(angle), major_segments));
    }
    for (std::size_t i = 0; i < rings.size(); ++i) b.band(rings[i], rings[(i + 1) % rings.size()], major_segments);
    return b.finish();
}

Mesh make_primitive(const std::string& kind) {
    if (const auto found = makers().find(kind); found != makers().end()) return found->second();
    std::string kinds;
    for (const std::string& known : primitive_kinds()) kinds += (kinds.empty() ? "" : ", ") + known;
    throw std::invalid_argument("there is no primitive '" + kind + "': choose one of " + kinds);
}

const std::vector<std::string>& primitive_kinds() {
    static const std::vector<std::string> kinds{"cube", "plane", "sphere", "cylinder", "cone", "torus"};
    return kinds;
}

}  // namespace gimbal::document
