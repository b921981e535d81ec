// The scene sorted for drawing: one group for each mesh, with the rows of all objects that show it; a second one for
// those that are translucent.
#pragma once
#include <glm/glm.hpp>
#include <string>
#include <vector>

#include "app/names.h"
#include "app/viewport/gl/mesh_gpu.h"

namespace gimbal::app {

struct PlanGroup {
    MeshPtr mesh;
    std::uint32_t first = 0, count = 0;  // rows
    bool translucent = false;            // all its objects are
    bool mirrored = false;               // an object has a negative scale, which reverses the winding of its faces
};

// Immutable once built. The renderer draws it and the overlay reads its counts.   Thread: any.   GIL: not needed.
struct DrawPlan {
    std::uint64_t version = 0;       // of the scene
    std::vector<PlanGroup> groups;   // in order of first appearance
    std::vector<InstanceRow> rows;   // visible objects, grouped
    std::vector<glm::vec4> spheres;  // bounding sphere of each row: centre, radius; in world space
    // Of each row, for a box or a dot in place of the mesh: the colour with the mean of the vertices' colours.
    std::vector<std::uint32_t> mean_colours;
    std::vector<glm::vec4> selected_spheres;
    std::size_t object_count = 0, triangle_count = 0;  // all objects; the triangles of visible ones
    std::string active_name;
    document::Bounds bounds;  // of visible objects
};

DrawPlan build_plan(const Scene& scene);

// Returns the row that maps a box from -1 to 1 to the bounds of the mesh.
InstanceRow box_row(const InstanceRow& row, const document::Bounds& bounds, std::uint32_t colour);

// The mask has 8 bits. Unselected objects have this value, so that a cleared mask means that nothing is selected.
inline constexpr std::uint32_t mask_unselected = 255;

}  // namespace gimbal::app
