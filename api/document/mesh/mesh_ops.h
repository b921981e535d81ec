// Heavy native mesh work. Pure: a mesh in, a mesh out; polls the job, reports progress.
#pragma once
#include <string>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Thread: worker.   GIL: not held. Each throws Cancelled, or std::invalid_argument naming the value and the range. A
// cancel ends each within milliseconds: loops poll between chunks, and what meshoptimizer does cannot be polled and is
// left behind on a thread of its own (abandonable.h). Umbrella (uniform Laplacian) smoothing, iterations 1..1000,
// factor 0..1. Vertices on a border follow the border only.
Mesh smooth(const Mesh& mesh, int iterations, double factor, Job& job);
// Loop, 1987; levels 1..6, at most 50 million triangles. Borders become smooth curves of their own.
Mesh subdivide(const Mesh& mesh, int levels, Job& job);
// To `ratio` (0..1] of the triangles by quadric error metrics (Garland, Heckbert 1997), borders kept; a large mesh that
// cannot be collapsed that far (all seams) is clustered instead, a small one stays larger. Progress is unknown (-1).
Mesh decimate(const Mesh& mesh, double ratio, Job& job);
// At most `triangles` triangles that look like the mesh, for drawing while the camera moves; fast, not closed.
Mesh make_proxy(const Mesh& mesh, std::size_t triangles, Job& job);

// Primitives about the origin, Z up, counter-clockwise. Sizes in scene units.
Mesh make_cube(float size = 2);
Mesh make_plane(float size = 2);
Mesh make_uv_sphere(float radius = 1, int segments = 48, int rings = 24);
Mesh make_cylinder(float radius = 1, float depth = 2, int segments = 48);
Mesh make_cone(float radius = 1, float depth = 2, int segments = 48);
Mesh make_torus(float major_radius = 1, float minor_radius = 0.25f, int major_segments = 64, int minor_segments = 24);
// By name: cube, plane, sphere, cylinder, cone, torus. Throws std::invalid_argument with the list.
Mesh make_primitive(const std::string& kind);
const std::vector<std::string>& primitive_kinds();

}  // namespace gimbal::document
