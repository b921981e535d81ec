// Writes glTF 2.0. Assimp's writer takes seconds, and it joins vertices that are closer than 10 micrometres, which
// destroys small meshes.
#pragma once
#include <filesystem>
#include <vector>

#include "api/document/scene/scene.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Writes world-space vertices, one named node for each object. A `.glb` file contains the buffer; for a `.gltf` file
// the buffer is a second file with the extension `.bin`. Throws std::runtime_error with the system's reason, or
// Cancelled.
void write_gltf(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job);

}  // namespace gimbal::document
