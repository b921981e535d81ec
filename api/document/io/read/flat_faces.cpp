// Counts corners as triangulate() does: equal neighbours are one.
#include "api/document/io/read/flat_faces.h"

#include <algorithm>

#include "api/document/scene/chunks.h"

namespace gimbal::document {
namespace {

std::size_t wanted_triangles(std::span<const std::uint32_t> corners) {
    std::size_t different = 0;
    for (std::size_t i = 0; i < corners.size(); ++i)
        if (corners[i] != corners[i + 1 < corners.size() ? i + 1 : 0]) ++different;
    return different < 3 ? 1 : different - 2;
}

}  // namespace

std::size_t flat_triangles(const Polygons& polygons, std::size_t first, std::size_t last, std::size_t got, Job& job) {
    std::size_t wanted = 0;
    in_chunks(last - first, job, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = first + begin; i < first + end; ++i) wanted += wanted_triangles(polygons[i]);
    });
    return wanted - std::min(wanted, got);
}

void set_triangles(FileMesh& mesh, const Polygons& polygons, const std::vector<glm::vec3>& positions, Job& job) {
    mesh.triangles = triangulated(polygons, 0, polygons.count(), positions, job);
    mesh.flat_triangles = flat_triangles(polygons, 0, polygons.count(), mesh.triangles.size(), job);
}

}  // namespace gimbal::document
