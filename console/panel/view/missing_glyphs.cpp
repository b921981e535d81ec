#include "panel/view/missing_glyphs.h"

#include <algorithm>
#include <iterator>

#include "gimbal/console/base/utf8.h"
#include "gimbal/console/imgui_compat.h"

namespace gimbal::console {
namespace {

struct Similar {
    char32_t first, last;
    char ascii;
};
constexpr Similar table[] = {
    {0xA0, 0xA0, ' '},     {0xB7, 0xB7, '.'},     {0xD7, 0xD7, 'x'},     {0x2010, 0x2015, '-'}, {0x2018, 0x201B, '\''},
    {0x201C, 0x201F, '"'}, {0x2022, 0x2022, '*'}, {0x2026, 0x2026, '~'}, {0x2190, 0x2190, '<'}, {0x2191, 0x2191, '^'},
    {0x2192, 0x2192, '>'}, {0x2193, 0x2193, 'v'}, {0x2212, 0x2212, '-'}, {0x2500, 0x2501, '-'}, {0x2502, 0x2503, '|'},
    {0x250C, 0x254B, '+'}, {0x2550, 0x2550, '='}, {0x2551, 0x2551, '|'}, {0x2552, 0x256C, '+'}, {0x2588, 0x2588, '#'},
    {0x25A0, 0x25A0, '#'}, {0x25B6, 0x25B8, '>'}, {0x25BC, 0x25BE, 'v'}, {0x25CF, 0x25CF, '*'}, {0x2713, 0x2714, 'v'},
    {0x2717, 0x2718, 'x'},
};

}  // namespace

char similar_ascii(char32_t code) {
    const auto* found = std::ranges::find_if(table, [&](const Similar& one) { return code <= one.last; });
    return found != std::end(table) && code >= found->first ? found->ascii : '\0';
}

std::string with_glyphs_of(ImFont* font, float size, const std::string& text) {
    if (std::ranges::all_of(text, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; })) return text;
    std::string shown;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint code = decode_utf8(text, at);
        if (compat::has_glyph(font, size, code.value)) {
            shown.append(text, at, code.bytes);
        } else {
            const char similar = similar_ascii(code.value);
            shown += similar ? similar : '?';
        }
        at += code.bytes;
    }
    return shown;
}

}  // namespace gimbal::console
