// Faces that have no area because a vertex repeats. They give no triangle, and the sentence about the load says so.
#pragma once
#include <cstddef>

#include "api/document/io/read/file_scene.h"
#include "api/document/mesh/triangulate.h"

namespace gimbal::document {

inline bool is_flat(const Triangle& t) { return t[0] == t[1] || t[1] == t[2] || t[2] == t[0]; }

// The number of triangles that the polygons from `first` to before `last` should give, minus `got`. A polygon that
// repeats so many corners that it gives none counts as one.
std::size_t flat_triangles(const Polygons& polygons, std::size_t first, std::size_t last, std::size_t got, Job& job);

// Gives the mesh the triangles of all polygons, whose corners are places in `positions`, and counts the flat ones.
void set_triangles(FileMesh& mesh, const Polygons& polygons, const std::vector<glm::vec3>& positions, Job& job);

}  // namespace gimbal::document
