// Encodes a picture as PNG.
#pragma once
#include <string>

#include "api/host.h"

namespace gimbal::module {

// Thread: any.   GIL: not held, because compressing takes a tenth of a second.
std::string encode_png(const Picture& picture);

}  // namespace gimbal::module
