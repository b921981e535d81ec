// Heavy work on meshes, and the primitives. Each function takes a mesh or parameters and returns a new mesh.
#pragma once
#include <string>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// The range and the default of one parameter. These rows are the only place with the numbers: the commands are made
// from them, and menus, the Python methods, their documentation and the stubs read the commands.
template <class T>
struct ParameterRange {
    const char* name;
    T low, high, usual;

    // Throws std::invalid_argument with the value and the range.
    void check(T value) const {
        if (value >= low && value <= high) return;
        throw std::invalid_argument(std::string(name) + " is " + std::to_string(value) + ": it must be from " +
                                    text(low) + " to " + text(high));
    }

private:
    static std::string text(T number) { return std::to_string(static_cast<long long>(number)); }
};
inline constexpr ParameterRange<int> smooth_iterations{"iterations", 1, 1000, 10};
inline constexpr ParameterRange<double> smooth_factor{"factor", 0, 1, 0.5};
inline constexpr ParameterRange<int> subdivide_levels{"levels", 1, 6, 1};
// Above 0. A command's range has closed ends, so its low end is a number that no mesh can tell from 0.
inline constexpr ParameterRange<double> decimate_ratio{"ratio", 1e-9, 1, 0.5};

// Each operation throws Cancelled, or std::invalid_argument with the value and the range. Cancelling ends it within
// milliseconds: loops poll between chunks, and a call of meshoptimizer, which cannot be polled, is left to finish on
// another thread (abandonable.h). Lines and vertices without a triangle are kept.
// Thread: any that may block; the program uses a worker.   GIL: not held.

// Moves each vertex by `factor` towards the mean of its neighbours, `iterations` times (uniform Laplacian, "umbrella"
// smoothing: Taubin, A Signal Processing Approach to Fair Surface Design, 1995, without its second step). A border
// vertex has only its neighbours along the border.
Mesh smooth(const Mesh& mesh, int iterations, double factor, Job& job);
// Loop, Smooth Subdivision Surfaces Based on Triangles, 1987. Borders become smooth curves. Throws
// std::invalid_argument if the result would have more than 50 million triangles.
Mesh subdivide(const Mesh& mesh, int levels, Job& job);
// Keeps `ratio` of the triangles, by quadric error metrics (Garland and Heckbert, Surface Simplification Using Quadric
// Error Metrics, 1997), and keeps borders. If a large mesh cannot collapse that far because it is full of seams, its
// vertices are clustered instead; a small one keeps more triangles. Reports no progress (-1).
Mesh decimate(const Mesh& mesh, double ratio, Job& job);
// A mesh that looks similar to another one and has fewer triangles, for drawing what moves. Not closed.
struct Proxy {
    Mesh mesh;
    std::vector<std::uint32_t> sources;  // of each vertex: its number in the mesh that the proxy was made from
};
// Of at most `triangles` triangles. Fast.
Proxy make_proxy(const Mesh& mesh, std::size_t triangles, Job& job);

// Primitives around the origin, Z up, wound counter-clockwise. Sizes are in scene units. Each throws
// std::invalid_argument if a size is not positive or a count is too small.
Mesh make_cube(float size = 2);
Mesh make_plane(float size = 2);
Mesh make_uv_sphere(float radius = 1, int segments = 48, int rings = 24);
Mesh make_cylinder(float radius = 1, float depth = 2, int segments = 48);
Mesh make_cone(float radius = 1, float depth = 2, int segments = 48);
Mesh make_torus(float major_radius = 1, float minor_radius = 0.25f, int major_segments = 64, int minor_segments = 24);
// By name: cube, plane, sphere, cylinder, cone, torus. Throws std::invalid_argument with this list.
Mesh make_primitive(const std::string& kind);
const std::vector<std::string>& primitive_kinds();

}  // namespace gimbal::document
