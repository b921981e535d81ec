// Splits vertices at creases: triangles around a vertex whose normals differ by more than 40 degrees each get a copy of
// it.
#include "app/viewport/gl/gpu_vertices.h"

#include <algorithm>
#include <cmath>

namespace gimbal::app {
namespace {

using document::Triangle;

const float crease_cosine = std::cos(glm::radians(40.0f)), half_crease_cosine = std::cos(glm::radians(20.0f));

std::uint32_t pack_normal(glm::vec3 normal) {
    const auto part = [](float value) {
        const auto steps = static_cast<std::int32_t>(std::lround(glm::clamp(value, -1.0f, 1.0f) * 511));
        return static_cast<std::uint32_t>(steps) & 0x3FFu;
    };
    return part(normal.x) | part(normal.y) << 10 | part(normal.z) << 20;
}

glm::vec3 unit_or(glm::vec3 v, glm::vec3 fallback) {
    const float length = glm::length(v);
    return length > 1e-30f && std::isfinite(length) ? v / length : fallback;
}

void add_vertex(const Mesh& mesh, std::size_t v, std::uint32_t normal, GpuVertices& out) {
    out.vertices.push_back({mesh.positions()[v], normal});
    if (mesh.colours().empty()) return;
    const glm::vec4& colour = mesh.colours()[v];
    out.colours.push_back(pack_colour(colour, byte_of(colour.a)));
}

GpuVertices with_vertex_normals(const Mesh& mesh, Job& job) {
    const std::vector<glm::vec3>& normals = mesh.vertex_normals();
    job.poll();
    GpuVertices out;
    out.vertices.reserve(mesh.vertex_count());
    for (std::size_t v = 0; v < mesh.vertex_count(); ++v) add_vertex(mesh, v, pack_normal(normals[v]), out);
    out.triangles = mesh.triangles();
    return out;
}

// The corners around each vertex: corner 3t + k is vertex k of triangle t.
struct CornerTable {
    std::vector<std::uint32_t> first, corners;
    explicit CornerTable(const Mesh& mesh) : first(mesh.vertex_count() + 1), corners(3 * mesh.triangle_count()) {
        for (const Triangle& triangle : mesh.triangles())
            for (std::uint32_t v : triangle) ++first[v + 1];
        for (std::size_t v = 0; v < mesh.vertex_count(); ++v) first[v + 1] += first[v];
        std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
        for (std::uint32_t c = 0; c < corners.size(); ++c) corners[next[mesh.triangles()[c / 3][c % 3]]++] = c;
    }
};

// The triangles around one vertex: their area-weighted normals and their unit normals.
struct Fan {
    std::vector<std::uint32_t> corners;
    std::vector<glm::vec3> area_normals, unit_normals;

    void collect(const CornerTable& table, const std::vector<glm::vec3>& face_normals, std::size_t v) {
        corners.assign(table.corners.begin() + table.first[v], table.corners.begin() + table.first[v + 1]);
        area_normals.clear();
        unit_normals.clear();
        for (std::uint32_t corner : corners) {
            area_normals.push_back(face_normals[corner / 3]);
            unit_normals.push_back(unit_or(area_normals.back(), {0, 0, 1}));
        }
    }
    glm::vec3 whole() const {
        glm::vec3 sum(0);
        for (const glm::vec3& normal : area_normals) sum += normal;
        return unit_or(sum, unit_normals.front());
    }
    bool smooth_around(const glm::vec3& normal) const {
        return std::all_of(unit_normals.begin(), unit_normals.end(),
                           [&](const glm::vec3& n) { return glm::dot(n, normal) >= half_crease_cosine; });
    }
    // The sum over the triangles within the crease angle of triangle `i`. It does not depend on the order of the
    // triangles.
    glm::vec3 beside(std::size_t i) const {
        glm::vec3 sum(0);
        for (std::size_t k = 0; k < corners.size(); ++k)
            if (glm::dot(unit_normals[i], unit_normals[k]) >= crease_cosine) sum += area_normals[k];
        return unit_or(sum, unit_normals[i]);
    }
};

constexpr std::size_t largest_split_fan = 512;  // the work grows with the square of the fan

void split_vertex(const Mesh& mesh, const Fan& fan, std::size_t v, GpuVertices& out) {
    if (fan.corners.empty()) return;
    const std::size_t first_copy = out.vertices.size();
    const glm::vec3 whole = fan.whole();
    const bool one_copy = fan.corners.size() > largest_split_fan || fan.smooth_around(whole);
    for (std::size_t i = 0; i < fan.corners.size(); ++i) {
        const std::uint32_t normal = pack_normal(one_copy ? whole : fan.beside(i));
        std::size_t copy = first_copy;
        while (copy < out.vertices.size() && out.vertices[copy].normal != normal) ++copy;
        if (copy == out.vertices.size()) add_vertex(mesh, v, normal, out);
        out.triangles[fan.corners[i] / 3][fan.corners[i] % 3] = static_cast<std::uint32_t>(copy);
    }
}

GpuVertices with_creases(const Mesh& mesh, Job& job) {
    std::vector<glm::vec3> face_normals;  // length: twice the area
    face_normals.reserve(mesh.triangle_count());
    for (const Triangle& t : mesh.triangles()) {
        const glm::vec3 a = mesh.positions()[t[0]], b = mesh.positions()[t[1]], c = mesh.positions()[t[2]];
        face_normals.push_back(glm::cross(b - a, c - a));
    }
    const CornerTable table(mesh);
    GpuVertices out;
    out.vertices.reserve(mesh.vertex_count());
    out.triangles.resize(mesh.triangle_count());
    Fan fan;
    for (std::size_t v = 0; v < mesh.vertex_count(); ++v) {
        if (v % 8192 == 0) job.poll();
        fan.collect(table, face_normals, v);
        split_vertex(mesh, fan, v, out);
    }
    return out;
}

}  // namespace

std::uint32_t byte_of(float value) {
    return static_cast<std::uint32_t>(std::lround(glm::clamp(value, 0.0f, 1.0f) * 255));
}

std::uint32_t pack_colour(const glm::vec3& linear, std::uint32_t last) {
    const auto part = [](float value) { return byte_of(std::sqrt(std::max(value, 0.0f))); };
    return part(linear.r) | part(linear.g) << 8 | part(linear.b) << 16 | last << 24;
}

GpuVertices make_gpu_vertices(const Mesh& mesh, Normals normals, Job& job) {
    const bool smooth = normals == Normals::smooth || mesh.triangle_count() > crease_triangle_limit;
    GpuVertices out = smooth ? with_vertex_normals(mesh, job) : with_creases(mesh, job);
    job.poll();
    out.closed = mesh.is_closed() && mesh.volume() > 0;  // with a negative volume the back faces are visible
    return out;
}

}  // namespace gimbal::app
