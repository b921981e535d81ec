// Writes OBJ text. Assimp's writer takes seconds for a million triangles and keeps only six digits.
#pragma once
#include <filesystem>
#include <vector>

#include "api/document/scene/scene.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Writes world-space vertices, one `o` for each object. Coordinates have the fewest digits that read back as the same
// number. Throws std::runtime_error with the system's reason, or Cancelled.
void write_obj(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job);

}  // namespace gimbal::document
