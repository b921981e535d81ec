// Draws single characters that the baked fonts lack: fontconfig finds an installed font, FreeType draws the character.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace gimbal::app {

// Sizes in pixels. The ascent is measured from the top of the text to its base line.
struct CellSizes {
    float cell_width = 8, text_height = 18, ascent = 14;
    bool operator==(const CellSizes&) const = default;
};

struct GlyphBitmap {
    int left = 0, top = 0, width = 0, height = 0;  // from the left of the cells and the top of the text
    bool coloured = false;                         // otherwise white, with the coverage as alpha
    std::vector<unsigned char> rgba;
};

// The first use reads the system's font configuration, which can take seconds.
// Thread: any, one at a time; not the UI thread of a window, because it is slow.   GIL: never.
class GlyphMaker {
public:
    GlyphMaker();
    ~GlyphMaker();

    // Draws the character to fit into `cells` cells. Returns nothing if no font has it.
    std::optional<GlyphBitmap> make(char32_t code, std::uint32_t cells, const CellSizes& sizes);

private:
    struct Fonts;
    std::unique_ptr<Fonts> fonts_;
};

}  // namespace gimbal::app
