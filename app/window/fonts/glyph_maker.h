// Draws single characters from whichever installed font has them: fontconfig finds it, FreeType draws it.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace gimbal::app {

// In pixels; the ascent is from the text's top to its base line.
struct CellSizes {
    float cell_width = 8, text_height = 18, ascent = 14;
    bool operator==(const CellSizes&) const = default;
};

struct GlyphBitmap {
    int left = 0, top = 0, width = 0, height = 0;  // from the cells' left and the text's top
    bool coloured = false;                         // else white, as opaque as the character covers
    std::vector<unsigned char> rgba;
};

// The first use reads the system's font configuration, which takes from milliseconds to seconds.
// Thread: one at a time, not the UI.   GIL: never.
class GlyphMaker {
public:
    GlyphMaker();
    ~GlyphMaker();
    GlyphMaker(const GlyphMaker&) = delete;
    GlyphMaker& operator=(const GlyphMaker&) = delete;

    // Fitted into `cells` of them; nothing: no font has it.
    std::optional<GlyphBitmap> make(char32_t code, std::uint32_t cells, const CellSizes& sizes);

private:
    struct Fonts;
    std::unique_ptr<Fonts> fonts_;
};

}  // namespace gimbal::app
