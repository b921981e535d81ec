// Writes mesh files by Assimp.
#pragma once
#include "api/document/io/mesh_codec.h"

namespace gimbal::document {

void write_by_assimp(const std::filesystem::path& path, const char* format, const std::vector<MeshToWrite>& meshes,
                     Job& job);

}  // namespace gimbal::document
