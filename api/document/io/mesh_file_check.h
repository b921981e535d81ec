// What is wrong with a mesh file, found before a parser sees it: not there, not readable, not what its name says, cut
// off.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::document {

// In lower case with the dot; "" without one.
std::string extension_of(const std::filesystem::path& path);
// "'.obj', '.stl'"
std::string quoted_list(const std::vector<std::string>& items);
// Throws MeshFileError naming the file, what is wrong and the remedy.
void check_mesh_file(const std::filesystem::path& path);

}  // namespace gimbal::document
