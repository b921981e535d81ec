// Is the next character well-formed UTF-8? Names and paths from outside may be anything; Python and fonts want UTF-8.
#pragma once
#include <string_view>

namespace gimbal::document {

// The bytes of the character at `at`, 1 to 4; 0 when what stands there is not UTF-8.
std::size_t utf8_length(std::string_view text, std::size_t at);

}  // namespace gimbal::document
