// A picture to a PNG file.
#pragma once
#include <filesystem>

#include "api/host.h"

namespace gimbal {

// Written beside its place and renamed, so that a failure leaves the old file. Throws std::filesystem::filesystem_error.
// Thread: any.   GIL: not held: compressing takes a tenth of a second.
void write_png(const std::filesystem::path& path, const Picture& picture);

}  // namespace gimbal
