// Uniform Laplacian smoothing: in each pass all vertices move towards the mean of their neighbours at once.
#include <cmath>

#include "api/document/mesh/mesh_ops.h"
#include "api/document/mesh/mesh_topology.h"
#include "api/document/work/parallel.h"

namespace gimbal::document {

Mesh smooth(const Mesh& mesh, int iterations, double factor, Job& job) {
    smooth_iterations.check(iterations);
    smooth_factor.check(factor);
    const Neighbours neighbours = find_neighbours(mesh, job);
    std::vector<glm::vec3> now = mesh.positions(), next(now.size());
    const float weight = static_cast<float>(factor);
    for (int i = 0; i < iterations; ++i) {
        job.set_progress(static_cast<double>(i) / iterations);
        in_parallel_chunks(now.size(), job, [&](std::size_t first, std::size_t last) {
            for (std::size_t v = first; v < last; ++v) {
                const std::uint32_t begin = neighbours.begin[v], end = neighbours.begin[v + 1];
                glm::vec3 sum(0);
                // Adding differences keeps the precision of coordinates far from 0.
                for (std::uint32_t n = begin; n < end; ++n) sum += now[neighbours.of[n]] - now[v];
                next[v] = begin == end ? now[v] : now[v] + sum * (weight / static_cast<float>(end - begin));
            }
        });
        std::swap(now, next);
    }
    job.set_progress(1);
    return mesh.with_positions(std::move(now));
}

}  // namespace gimbal::document
