// Decimation with meshoptimizer: quadric error metrics for decimate(), vertex clustering for proxies.
#include <meshoptimizer.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

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

// Of the mesh with other triangles over its vertices: keeps those that they use, in order of first use, then those that
// belonged to no triangle before, with all colours and lines.
class Compaction {
public:
    Compaction(const Mesh& mesh, Job& job) : mesh_(mesh), job_(job), place_(mesh.vertex_count(), unused) {}

    Proxy of(const std::vector<std::uint32_t>& indices) && {
        std::vector<Triangle> triangles(indices.size() / 3);
        in_chunks(triangles.size(), job_, [&](std::size_t first, std::size_t last) {
            for (std::size_t t = first; t < last; ++t)
                for (std::size_t k = 0; k < 3; ++k) triangles[t][k] = place_of(indices[t * 3 + k]);
        });
        keep_loose_vertices();
        std::vector<Line> lines = mesh_.lines();
        for (Line& line : lines)
            for (std::uint32_t& v : line) v = place_of(v);
        return {Mesh(std::move(positions_), std::move(triangles), std::move(lines), std::move(colours_)),
                std::move(sources_)};
    }

private:
    static constexpr std::uint32_t unused = 0xFFFFFFFF;

    std::uint32_t place_of(std::uint32_t v) {
        if (place_[v] != unused) return place_[v];
        place_[v] = static_cast<std::uint32_t>(positions_.size());
        positions_.push_back(mesh_.positions()[v]);
        sources_.push_back(v);
        if (!mesh_.colours().empty()) colours_.push_back(mesh_.colours()[v]);
        return place_[v];
    }

    void keep_loose_vertices() {
        std::vector<bool> loose(mesh_.vertex_count(), true);
        in_chunks(mesh_.triangle_count(), job_, [&](std::size_t first, std::size_t last) {
            for (std::size_t t = first; t < last; ++t)
                for (const std::uint32_t v : mesh_.triangles()[t]) loose[v] = false;
        });
        in_chunks(loose.size(), job_, [&](std::size_t first, std::size_t last) {
            for (std::size_t v = first; v < last; ++v)
                if (loose[v]) place_of(static_cast<std::uint32_t>(v));
        });
    }

    const Mesh& mesh_;
    Job& job_;
    std::vector<std::uint32_t> place_;    // of each old vertex among the new ones
    std::vector<std::uint32_t> sources_;  // the other way round
    std::vector<glm::vec3> positions_;
    Colours colours_;
};

// meshoptimizer cannot be polled and takes half a second for a million triangles, so cancelling leaves it behind.
Proxy reduce(const Mesh& mesh, Job& job, std::function<std::vector<std::uint32_t>(const Mesh&)> choose) {
    return run_abandonable<Proxy>(
        job, [mesh, choose = std::move(choose)](Job& inner) { return Compaction(mesh, inner).of(choose(mesh)); });
}

}  // namespace

Mesh decimate(const Mesh& mesh, double ratio, Job& job) {
    if (!(ratio > 0)) throw std::invalid_argument("ratio is " + std::to_string(ratio) + ": it must be above 0");
    decimate_ratio.check(std::max(ratio, decimate_ratio.low));
    const double wanted = std::round(static_cast<double>(mesh.triangle_count()) * ratio);
    const std::size_t target = std::max<std::size_t>(static_cast<std::size_t>(wanted), 1);
    if (target >= mesh.triangle_count()) return mesh;
    const auto choose = [target](const Mesh& whole) {
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
    };
    return reduce(mesh, job, choose).mesh;
}

Proxy make_proxy(const Mesh& mesh, std::size_t triangles, Job& job) {
    if (triangles == 0) throw std::invalid_argument("a proxy needs at least 1 triangle");
    if (mesh.triangle_count() <= triangles) {
        std::vector<std::uint32_t> sources(mesh.vertex_count());
        std::iota(sources.begin(), sources.end(), 0);
        return {mesh, std::move(sources)};
    }
    return reduce(mesh, job, [triangles](const Mesh& whole) { return simplified(whole, triangles, true); });
}

}  // namespace gimbal::document
