// The difference between two scenes of one document.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "api/document/scene/scene.h"

namespace gimbal::document {

// Names of objects, in order of creation: as they are after the change, except those of removed objects.
struct SceneChanges {
    std::vector<std::string> added, removed;
    std::vector<std::pair<std::string, std::string>> renamed;  // the name before, and after
    std::vector<std::string> moved;                            // location, rotation or scale
    std::vector<std::string> recoloured;                       // the object, or its vertices
    std::vector<std::string> shown_or_hidden;
    std::vector<std::string> mesh_changed;  // vertices, triangles or lines
    bool selection_changed = false;

    bool empty() const;
    std::string sentence() const;  // "2 objects added (a, b), 1 mesh changed (c)"; "nothing changed"
};

// Copies no mesh. Looks only at the objects in blocks that the scenes do not share.   Thread: any.
SceneChanges changes_between(const Scene& before, const Scene& after);

}  // namespace gimbal::document
