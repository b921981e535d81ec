// Brings what a mesh file holds into the scene.
#pragma once
#include <filesystem>
#include <vector>

#include "api/document/scene/document.h"

namespace gimbal::document {

// Adds and selects the objects. `path` becomes the document's file. If nothing was unsaved before, nothing is
// afterwards: the file has all of it. Thread: any; a worker, because it computes bounds.   GIL: not held.
std::vector<ObjectId> add_loaded(Document& document, std::vector<Object> objects, const std::filesystem::path& path);

}  // namespace gimbal::document
