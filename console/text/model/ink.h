// The colour of a piece of text: a name that the palette resolves, so that models need no theme, or an explicit colour.
#pragma once
#include <cstdint>

namespace gimbal::console {

// If the top byte is zero, one of the names below. Otherwise a colour packed as ImGui packs it, with alpha in the top
// byte.
using Ink = std::uint32_t;

namespace ink {
inline constexpr Ink text = 0, dim = 1, prompt = 2, result = 3, error_output = 4, error = 5, keyword = 6, string = 7,
                     number = 8, definition = 9, comment = 10, running = 11, accent = 12;
inline constexpr Ink none = 0;        // as a ground: no ground
inline constexpr Ink underline = 13;  // as a ground: no ground, and a line under the text
inline constexpr bool is_name(Ink value) { return (value >> 24) == 0; }
inline constexpr Ink of_rgb(std::uint32_t red, std::uint32_t green, std::uint32_t blue) {
    return 0xFF000000u | (blue & 255) << 16 | (green & 255) << 8 | (red & 255);
}
}  // namespace ink

}  // namespace gimbal::console
