// ASCII characters in place of symbols that a host's font lacks.
#pragma once
#include <string>

struct ImFont;

namespace gimbal::console {

char similar_ascii(char32_t code);  // '\0': none is similar
// `text` with a similar character, else '?', for each one that the font lacks.
std::string with_glyphs_of(ImFont* font, float size, const std::string& text);

}  // namespace gimbal::console
