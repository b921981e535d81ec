// Reads the files that make up a mesh file: only regular files, and in pieces, so that Stop can end it.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "api/document/work/job.h"

namespace gimbal::document {

// The whole file. Never waits for the writer of a pipe. Throws BadMeshFile with the reason and the remedy if it is
// missing, unreadable, not a regular file or longer than `limit`. Throws Cancelled.
// Thread: any.   GIL: not held.
std::string contents_of(const std::filesystem::path& path, Job& job, std::uint64_t limit = ~std::uint64_t{0});

// A file that a mesh file names, relative to the mesh file's folder. Throws BadMeshFile if the name leads out of that
// folder, also by a link.
std::filesystem::path file_beside(const std::filesystem::path& mesh_file, const std::string& name);

}  // namespace gimbal::document
