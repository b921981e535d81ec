// The size of a PNG from its first bytes, without decoding it.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace gimbal::console {

struct PngHeader {
    std::uint32_t width = 0, height = 0;
};

// Empty if the bytes do not begin as a PNG does. The chunk IHDR is the first: its length, its name, then width and
// height (PNG specification, 5.6 and 11.2.1). Thread: any.
inline std::optional<PngHeader> png_header(std::string_view bytes) {
    constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
    constexpr std::size_t width_at = 16, height_at = 20, size = 24;
    if (!bytes.starts_with(signature) || bytes.size() < size) return std::nullopt;
    const auto number_at = [&](std::size_t at) {
        std::uint32_t number = 0;
        for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
        return number;
    };
    return PngHeader{number_at(width_at), number_at(height_at)};
}

}  // namespace gimbal::console
