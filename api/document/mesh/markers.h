// Shapes for what has no surface, so that the view can draw and pick it: points and lines.
#pragma once
#include "api/document/mesh/mesh.h"

namespace gimbal::document {

// The mesh's triangles, a thin prism for each line and, if it has neither, a small tetrahedron for each vertex. Sizes
// follow the bounds. At most `most_markers` points or lines are shown, evenly chosen.
inline constexpr std::size_t most_markers = 200'000;
Mesh with_markers(const Mesh& mesh);

// The mesh itself if its triangles show all of it; else Mesh::markers().
inline const MeshPtr& shape_of(const MeshPtr& mesh) {
    return mesh->lines().empty() && mesh->triangle_count() > 0 ? mesh : mesh->markers();
}

}  // namespace gimbal::document
