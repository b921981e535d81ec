// Why the system does not let a file be saved, for mesh files and scene files.
#pragma once
#include <filesystem>
#include <string>
#include <system_error>

namespace gimbal::document {

// A sentence without its full stop: the reason and the remedy.
std::string why_not_saved(const std::filesystem::path& path, const std::error_code& error);

// Whether the path names something that is neither a regular file nor a folder, such as a pipe or a device.
bool is_no_ordinary_file(const std::filesystem::path& path);

}  // namespace gimbal::document
