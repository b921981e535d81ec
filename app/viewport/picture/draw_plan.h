// The scene sorted for drawing: one group a mesh with the rows of all objects that show it.
#pragma once
#include <glm/glm.hpp>
#include <string>
#include <vector>

#include "api/document/scene/scene.h"
#include "app/viewport/gl/mesh_gpu.h"

namespace gimbal::app {

struct PlanGroup {
    document::MeshPtr mesh;
    std::uint32_t first = 0, count = 0;  // rows
    bool mirrored = false;               // an object has a negative scale: its front faces are wound the other way
};

// Immutable once built; the renderer draws it, the overlay reads its counts.   Thread: any.   GIL: not needed.
struct DrawPlan {
    std::uint64_t version = 0;       // of the scene
    std::vector<PlanGroup> groups;   // in order of first appearance
    std::vector<InstanceRow> rows;   // visible objects, grouped
    std::vector<glm::vec4> spheres;  // around each row's object: centre, radius; world space
    std::vector<glm::vec4> selected_spheres;
    std::size_t object_count = 0, triangle_count = 0;  // objects: hidden ones too; triangles: of visible ones
    std::string active_name;
    document::Bounds bounds;  // of visible objects
};

DrawPlan build_plan(const document::Scene& scene);

// The row that stretches a box from -1 to 1 over the mesh's bounds.
InstanceRow box_row(const InstanceRow& row, const document::Bounds& bounds);

// Mask values as a share of 255: not selected is all of it, so that a cleared mask means nothing is selected.
inline constexpr std::uint32_t mask_unselected = 255;

}  // namespace gimbal::app
