// Writing glTF 2.0: Assimp's writer joins vertices that are nearer than 10 micrometres, which eats small meshes, and
// takes seconds.
#pragma once
#include <filesystem>
#include <vector>

#include "api/document/scene/scene.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// World-space vertices, one named node for each object. `.glb` holds all in one file; beside a `.gltf` its buffer is
// written under the same stem as `.bin`. Throws std::runtime_error with the system's reason, or Cancelled.
void write_gltf(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job);

}  // namespace gimbal::document
