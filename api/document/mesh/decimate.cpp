// Decimation with meshoptimizer: quadric error metrics for decimate(), vertex clustering for proxies.
#include <meshoptimizer.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "api/document/mesh/mesh_ops.h"
#include "api/document/work/abandonable.h"
#include "api/document/work/parallel.h"

namespace gimbal::document {
namespace {

// A smaller mesh that collapses no further stays as it is: clustering would destroy its shape.
constexpr std::size_t min_triangles_for_clustering = 1000;

std::vector<std::uint32_t> simplified(const Mesh& mesh, std::size_t target_triangles, bool by_clustering) {
    const auto* indices = mesh.triangles().data()->data();
    const std::size_t count = mesh.triangle_count() * 3, target = target_triangles * 3;
    const float* positions = &mesh.positions().data()->x;
    std::vector<std::uint32_t> out(count);
    constexpr float any_error = 1e6f;  // the count decides, not the error
    const auto simplify = [&](auto&& function) {
        return function(out.data(), indices, count, positions, mesh.vertex_count(), sizeof(glm::vec3), target,
                        any_error);
    };
    out.resize(by_clustering ? simplify([](auto... arguments) { return meshopt_simplifySloppy(arguments...); })
                             : simplify([](auto... arguments) { return meshopt_simplify(arguments...); }));
    return out;
}

// Keeps only the vertices that `indices` use, with their colours, in order of first use.
Mesh compacted(const Mesh& mesh, const std::vector<std::uint32_t>& indices, Job& job) {
    constexpr std::uint32_t unused = 0xFFFFFFFF;
    std::vector<std::uint32_t> place(mesh.vertex_count(), unused);
    std::vector<glm::vec3> positions;
    Colours colours;
    std::vector<Triangle> triangles(indices.size() / 3);
    in_chunks(triangles.size(), job, [&](std::size_t first, std::size_t last) {
        for (std::size_t t = first; t < last; ++t)
            for (int k = 0; k < 3; ++k) {
                const std::uint32_t v = indices[t * 3 + k];
                if (place[v] == unused) {
                    place[v] = static_cast<std::uint32_t>(positions.size());
                    positions.push_back(mesh.positions()[v]);
                    if (!mesh.colours().empty()) colours.push_back(mesh.colours()[v]);
                }
                triangles[t][k] = place[v];
            }
    });
    return Mesh(std::move(positions), std::move(triangles), {}, std::move(colours));
}

// meshoptimizer cannot be polled and takes half a second for a million triangles, so cancelling leaves it behind.
Mesh reduce(const Mesh& mesh, Job& job, std::function<std::vector<std::uint32_t>(const Mesh&)> choose) {
    return run_abandonable<Mesh>(
        job, [mesh, choose = std::move(choose)](Job& inner) { return compacted(mesh, choose(mesh), inner); });
}

}  // namespace

Mesh decimate(const Mesh& mesh, double ratio, Job& job) {
    if (!(ratio > 0)) throw std::invalid_argument("ratio is " + std::to_string(ratio) + ": it must be above 0");
    decimate_ratio.check(std::max(ratio, decimate_ratio.low));
    const double wanted = std::round(static_cast<double>(mesh.triangle_count()) * ratio);
    const std::size_t target = std::max<std::size_t>(static_cast<std::size_t>(wanted), 1);
    if (target >= mesh.triangle_count()) return mesh;
    return reduce(mesh, job, [target](const Mesh& whole) {
        std::vector<std::uint32_t> indices = simplified(whole, target, false);
        for (std::size_t more = 4; indices.empty() && more < whole.triangle_count(); more *= 2)
            indices = simplified(whole, more, false);  // a small solid collapsed to nothing: keep more triangles
        if (indices.empty()) return simplified(whole, whole.triangle_count(), false);
        const std::size_t got = indices.size() / 3;
        if (got > target + target / 4 &&
            got > min_triangles_for_clustering) {  // borders and seams everywhere: no edge can collapse
            std::vector<std::uint32_t> clustered = simplified(whole, target, true);
            if (!clustered.empty()) indices = std::move(clustered);
        }
        return indices;
    });
}

Mesh make_proxy(const Mesh& mesh, std::size_t triangles, Job& job) {
    if (triangles == 0) throw std::invalid_argument("a proxy needs at least 1 triangle");
    if (mesh.triangle_count() <= triangles) return mesh;
    return reduce(mesh, job, [triangles](const Mesh& whole) { return simplified(whole, triangles, true); });
}

}  // namespace gimbal::document
