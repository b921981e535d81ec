// Writes a picture as a PNG file.
#pragma once
#include <filesystem>

#include "api/host.h"

namespace gimbal::module {

// Writes a temporary file and renames it, so that a failure keeps the old file. Returns 0 or errno.
// Thread: any.   GIL: not held, because compressing takes a tenth of a second.
int write_png(const std::filesystem::path& path, const Picture& picture);

}  // namespace gimbal::module
