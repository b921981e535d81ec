// Splits vertices at creases: triangles around a vertex that differ by more than 40 degrees get a copy of it each.
#include "app/viewport/gpu_vertices.h"

#include <cmath>

namespace gimbal::app {
namespace {

using document::Mesh;
using document::Triangle;

const float crease_cosine = std::cos(glm::radians(40.0f));

glm::vec3 unit_or(glm::vec3 v, glm::vec3 fallback) {
    const float length = glm::length(v);
    return length > 1e-30f && std::isfinite(length) ? v / length : fallback;
}

GpuVertices with_vertex_normals(const Mesh& mesh, document::Job& job) {
    const std::vector<glm::vec3>& normals = mesh.vertex_normals();
    job.poll();
    GpuVertices out;
    out.vertices.reserve(mesh.vertex_count());
    for (std::size_t v = 0; v < mesh.vertex_count(); ++v)
        out.vertices.push_back({mesh.positions()[v], pack_normal(normals[v])});
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

// One copy of a vertex: the triangles that lie within the crease of its first one.
struct Fan { glm::vec3 first_normal, sum; std::uint32_t index; };

void split_vertex(const Mesh& mesh, const CornerTable& table, const std::vector<glm::vec3>& face_normals, std::size_t v,
                  std::vector<Fan>& fans, GpuVertices& out) {
    fans.clear();
    for (std::uint32_t i = table.first[v]; i < table.first[v + 1]; ++i) {
        const std::uint32_t corner = table.corners[i];
        const glm::vec3 area_normal = face_normals[corner / 3];
        const glm::vec3 normal = unit_or(area_normal, {0, 0, 1});
        Fan* fan = nullptr;
        for (Fan& candidate : fans)
            if (glm::dot(candidate.first_normal, normal) >= crease_cosine) { fan = &candidate; break; }
        if (!fan) {
            const auto index = static_cast<std::uint32_t>(out.vertices.size());
            out.vertices.push_back({mesh.positions()[v], 0});
            fan = &fans.emplace_back(Fan{normal, glm::vec3(0), index});
        }
        fan->sum += area_normal;
        out.triangles[corner / 3][corner % 3] = fan->index;
    }
    for (const Fan& fan : fans) out.vertices[fan.index].normal = pack_normal(unit_or(fan.sum, fan.first_normal));
}

GpuVertices with_creases(const Mesh& mesh, document::Job& job) {
    std::vector<glm::vec3> face_normals;                     // length: twice the area
    face_normals.reserve(mesh.triangle_count());
    for (const Triangle& t : mesh.triangles()) {
        const glm::vec3 a = mesh.positions()[t[0]], b = mesh.positions()[t[1]], c = mesh.positions()[t[2]];
        face_normals.push_back(glm::cross(b - a, c - a));
    }
    const CornerTable table(mesh);
    GpuVertices out;
    out.vertices.reserve(mesh.vertex_count());
    out.triangles.resize(mesh.triangle_count());
    std::vector<Fan> fans;
    for (std::size_t v = 0; v < mesh.vertex_count(); ++v) {
        if (v % 8192 == 0) job.poll();
        split_vertex(mesh, table, face_normals, v, fans, out);
    }
    return out;
}

}  // namespace

std::uint32_t pack_normal(glm::vec3 normal) {
    const auto part = [](float value) { return static_cast<std::uint32_t>(static_cast<int>(std::lround(glm::clamp(value, -1.0f, 1.0f) * 511))) & 0x3FFu; };
    return part(normal.x) | part(normal.y) << 10 | part(normal.z) << 20;
}

GpuVertices make_gpu_vertices(const Mesh& mesh, document::Job& job) {
    GpuVertices out = mesh.triangle_count() > crease_triangle_limit ? with_vertex_normals(mesh, job) : with_creases(mesh, job);
    job.poll();
    out.closed = mesh.is_closed() && mesh.volume() > 0;      // inside-out: back faces are what is seen
    return out;
}

}  // namespace gimbal::app
