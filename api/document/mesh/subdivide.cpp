// Loop subdivision (Charles Loop, Smooth Subdivision Surfaces Based on Triangles, 1987). Each triangle becomes four.
// Vertices move towards a smooth limit surface, and borders become smooth curves. Colours stay at their vertices, and a
// new vertex has the mean of its edge.
#include <array>
#include <cmath>
#include <glm/gtc/constants.hpp>

#include "api/document/mesh/mesh_ops.h"
#include "api/document/mesh/mesh_topology.h"
#include "api/document/work/parallel.h"

namespace gimbal::document {
namespace {

constexpr double max_triangles = 50e6;  // about 4 GB of working memory

// Sums over the neighbours of a vertex, and over the opposite vertices of the triangles at an edge.
struct VertexRing {
    glm::vec3 sum{0}, border_sum{0};
    std::uint32_t count = 0, border_count = 0;
};
struct EdgeWings {
    glm::vec3 sum{0};
    std::uint32_t count = 0;
};

std::vector<EdgeWings> gather_wings(const Mesh& mesh, const Edges& edges, std::vector<Triangle>& edge_of, Job& job) {
    std::vector<EdgeWings> wings(edges.count());
    in_chunks(mesh.triangle_count(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t) {
            const Triangle& corner = mesh.triangles()[t];
            for (int k = 0; k < 3; ++k) {
                const std::uint32_t edge = edges.find(corner[k], corner[(k + 1) % 3]);
                edge_of[t][k] = edge;
                wings[edge].sum += mesh.positions()[corner[(k + 2) % 3]];
                ++wings[edge].count;
            }
        }
    });
    return wings;
}

glm::vec3 moved_vertex(const glm::vec3& p, const VertexRing& ring) {
    if (ring.border_count == 2) return p * 0.75f + ring.border_sum * 0.125f;
    if (ring.border_count != 0 || ring.count < 3) return p;  // several borders meet, or no triangle uses the vertex
    const float n = static_cast<float>(ring.count);
    const float c = 0.375f + 0.25f * std::cos(2 * glm::pi<float>() / n);
    const float beta = (0.625f - c * c) / n;
    return p * (1 - n * beta) + ring.sum * beta;
}

Colours subdivided_colours(const Mesh& mesh, const Edges& edges, Job& job) {
    Colours colours = mesh.colours();
    if (colours.empty()) return colours;
    colours.resize(mesh.vertex_count() + edges.count());
    in_parallel_chunks(mesh.vertex_count(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t a = first; a < last; ++a)
            for (std::uint32_t e = edges.begin[a]; e < edges.begin[a + 1]; ++e)
                colours[mesh.vertex_count() + e] = (colours[a] + colours[edges.higher[e]]) * 0.5f;
    });
    return colours;
}

Mesh subdivide_once(const Mesh& mesh, Job& job) {
    const std::vector<glm::vec3>& old = mesh.positions();
    const Edges edges = find_edges(mesh.triangles(), old.size(), job);
    std::vector<Triangle> edge_of(mesh.triangle_count());
    const std::vector<EdgeWings> wings = gather_wings(mesh, edges, edge_of, job);

    std::vector<glm::vec3> positions(old.size() + edges.count());
    std::vector<VertexRing> rings(old.size());
    in_chunks(old.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t a = first; a < last; ++a)
            for (std::uint32_t e = edges.begin[a]; e < edges.begin[a + 1]; ++e) {
                const std::uint32_t b = edges.higher[e];
                const bool border = wings[e].count != 2;
                for (auto [at, other] :
                     {std::array{static_cast<std::uint32_t>(a), b}, std::array{b, static_cast<std::uint32_t>(a)}}) {
                    rings[at].sum += old[other];
                    ++rings[at].count;
                    if (border) rings[at].border_sum += old[other], ++rings[at].border_count;
                }
                positions[old.size() + e] = border ? (old[a] + old[b]) * 0.5f
                                                   : (old[a] + old[b]) * 0.375f + wings[e].sum * 0.125f;
            }
    });
    in_parallel_chunks(old.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t v = first; v < last; ++v) positions[v] = moved_vertex(old[v], rings[v]);
    });

    std::vector<Triangle> triangles(mesh.triangle_count() * 4);
    const auto shift = static_cast<std::uint32_t>(old.size());
    in_parallel_chunks(mesh.triangle_count(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t) {
            const Triangle& corner = mesh.triangles()[t];
            const std::uint32_t ab = shift + edge_of[t][0], bc = shift + edge_of[t][1], ca = shift + edge_of[t][2];
            triangles[t * 4] = {corner[0], ab, ca};
            triangles[t * 4 + 1] = {ab, corner[1], bc};
            triangles[t * 4 + 2] = {ca, bc, corner[2]};
            triangles[t * 4 + 3] = {ab, bc, ca};
        }
    });
    Colours colours = subdivided_colours(mesh, edges, job);
    job.poll();
    return Mesh(std::move(positions), std::move(triangles), mesh.lines(), std::move(colours));
}

}  // namespace

Mesh subdivide(const Mesh& mesh, int levels, Job& job) {
    subdivide_levels.check(levels);
    const double wanted = static_cast<double>(mesh.triangle_count()) * std::pow(4.0, levels);
    if (wanted > max_triangles)
        throw std::invalid_argument("levels=" + std::to_string(levels) + " would make " +
                                    std::to_string(static_cast<long long>(wanted)) + " triangles from " +
                                    std::to_string(mesh.triangle_count()) +
                                    "; the limit is 50000000: use fewer levels or decimate first");
    job.set_progress(0);
    Mesh result = mesh;
    double done = 0;
    for (int level = 0; level < levels; ++level) {
        result = subdivide_once(result, job);
        done += static_cast<double>(result.triangle_count());
        job.set_progress(std::min(1.0, done / (wanted * 4 / 3)));
    }
    return result;
}

}  // namespace gimbal::document
