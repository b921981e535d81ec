// Binary data as text, for the buffers of glTF files.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "api/document/work/job.h"

namespace gimbal::document {

// Thread: any.   GIL: not needed.
std::string base64_encoded(std::string_view bytes);
// Nothing if a character is foreign to base64. The padding may be missing. Throws Cancelled.
std::optional<std::string> base64_decoded(std::string_view text, const Job& job);

}  // namespace gimbal::document
