// Heavy native mesh work. Pure: a mesh in, a mesh out; polls the job, reports progress.
#pragma once
#include <string>
#include <vector>

#include "api/document/job.h"
#include "api/document/mesh.h"

namespace gimbal::document {

// Thread: worker.   GIL: not held. Each throws Cancelled, or std::invalid_argument naming the value and the range.
Mesh smooth(const Mesh& mesh, int iterations, double factor, Job& job);      // umbrella (uniform Laplacian) smoothing
Mesh subdivide(const Mesh& mesh, int levels, Job& job);                      // Loop, Smooth Subdivision Surfaces, 1987
Mesh decimate(const Mesh& mesh, double ratio, Job& job);                     // quadric error metrics (Garland, Heckbert 1997), meshoptimizer
// At most `triangles` triangles that look like the mesh, for drawing while the camera moves.
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
