// A mesh in the form that the GPU reads: packed vertices, split at sharp edges.
#pragma once
#include <cstdint>
#include <glm/glm.hpp>
#include <vector>

#include "app/names.h"

namespace gimbal::app {

struct GpuVertex {
    glm::vec3 position;
    std::uint32_t normal;  // GL_INT_2_10_10_10_REV, unit length
};

// Eight bits of linear colour are too coarse for dark colours, so this packs the square roots, and the shader squares
// them. `last` is the fourth byte, unchanged.
std::uint32_t pack_colour(const glm::vec3& linear, std::uint32_t last);
std::uint32_t byte_of(float value);  // 0 to 1

struct GpuVertices {
    std::vector<GpuVertex> vertices;
    std::vector<std::uint32_t> colours;         // pack_colour() with alpha; empty or one for each vertex
    std::vector<document::Triangle> triangles;  // indices into `vertices`, in the order of the mesh
    bool closed = false;                        // its back faces are not visible from outside
};

// Meshes with more triangles keep one normal for each vertex, because an edge is a row of small triangles there.
inline constexpr std::size_t crease_triangle_limit = 200'000;

// A proxy of such a mesh passes `smooth` too, so that it does not show facets that the mesh does not have.
enum class Normals { split_at_creases, smooth };

// Thread: worker (any, for small meshes). Throws document::Cancelled.   GIL: never.
GpuVertices make_gpu_vertices(const Mesh& mesh, Normals normals, Job& job);

}  // namespace gimbal::app
