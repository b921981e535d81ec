// Everything that a scene file holds, as values.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "api/document/scene/scene.h"

namespace gimbal::document {

// A script that is open in the editor.
struct SceneScript {
    std::string text;
    std::string file;          // absolute; "": it has none yet
    int line = 1, column = 1;  // of the caret; a column counts bytes
    bool modified = false;     // the text differs from the file's
    bool operator==(const SceneScript&) const = default;
};
using ScriptsPtr = std::shared_ptr<const std::vector<SceneScript>>;

struct SceneContents {
    std::vector<Object> objects;         // in order of creation
    std::vector<std::size_t> selection;  // places in `objects`, the active object last
    Camera camera;
    std::vector<SceneScript> scripts;
};

}  // namespace gimbal::document
