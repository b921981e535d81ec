// Reads mesh files by Assimp.
#pragma once
#include "api/document/io/mesh_codec.h"

namespace gimbal::document {

std::vector<RawMesh> read_by_assimp(const std::filesystem::path& path, const std::string& extension, Job& job);

}  // namespace gimbal::document
