// Checks a mesh file before a parser reads it: missing, unreadable, of another format than its name says, cut off.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::document {

// In lower case, with the dot; "" if there is none.
std::string extension_of(const std::filesystem::path& path);
// "'.obj', '.stl'"
std::string quoted_list(const std::vector<std::string>& items);
// Throws MeshFileError that names the file, the problem and the remedy.
void check_mesh_file(const std::filesystem::path& path);

}  // namespace gimbal::document
