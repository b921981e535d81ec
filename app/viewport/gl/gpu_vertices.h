// A mesh as the graphics card reads it: packed vertices, split where an edge is sharp, so that a cube looks like a
// cube.
#pragma once
#include <cstdint>
#include <glm/glm.hpp>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::app {

struct GpuVertex {
    glm::vec3 position;
    std::uint32_t normal;  // GL_INT_2_10_10_10_REV, unit length
};

struct GpuVertices {
    std::vector<GpuVertex> vertices;
    std::vector<document::Triangle> triangles;  // of `vertices`; same order as the mesh's
    bool closed = false;                        // its back faces can never be seen from outside
};

std::uint32_t pack_normal(glm::vec3 normal);

// Meshes above this keep one normal a vertex: at that density an edge is a row of small triangles.
inline constexpr std::size_t crease_triangle_limit = 200'000;

// A stand-in of such a mesh must not show facets that the mesh has not: it asks for `smooth` too.
enum class Normals { split_at_creases, smooth };

// Thread: worker (any, for small meshes). Throws document::Cancelled.   GIL: never.
GpuVertices make_gpu_vertices(const document::Mesh& mesh, Normals normals, document::Job& job);

}  // namespace gimbal::app
