// A picture to a PNG file.
#pragma once
#include <filesystem>

#include "api/host.h"

namespace gimbal {

// Written beside its place and renamed, so that a failure leaves the old file. Returns 0, or errno.
// Thread: any.   GIL: not held: compressing takes a tenth of a second.
int write_png(const std::filesystem::path& path, const Picture& picture);

}  // namespace gimbal
