// Why the system does not let a file be saved, for mesh files and scene files.
#pragma once
#include <filesystem>
#include <string>
#include <system_error>

namespace gimbal::document {

// A sentence without its full stop: the reason and the remedy.
std::string why_not_saved(const std::filesystem::path& path, const std::error_code& error);

// Whether the error is about what stands under this name, such as a pipe or a device, and not one of the system.
bool is_no_ordinary_file(const std::filesystem::path& path);

}  // namespace gimbal::document
