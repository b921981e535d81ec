// Binary data as text, for the buffers of glTF files.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gimbal::document {

// Thread: any.   GIL: not needed.
std::string base64_encoded(std::string_view bytes);
// Nothing if a character is foreign to base64. The padding may be missing.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace gimbal::document
