// The look of a panel: fonts, palette, scale, fallback faces. The host owns it and fills what it wants to decide.
#pragma once
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>

#include "gimbal/console/clipboard.h"
#include "gimbal/console/geometry.h"

namespace gimbal::console {

constexpr ImU32 rgb(unsigned hex, unsigned alpha = 255) {
    return IM_COL32((hex >> 16) & 255, (hex >> 8) & 255, hex & 255, alpha);
}

struct Palette {  // docs/design.md lists the contrasts
    ImU32 gap = rgb(0x141517), text_ground = rgb(0x1B1D20), panel = rgb(0x26292D), header = rgb(0x2B2E33);
    ImU32 field = rgb(0x1B1D20), field_hover = rgb(0x34383E), button = rgb(0x3A3E45), button_hover = rgb(0x474C55);
    ImU32 text = rgb(0xDADCE0), dim = rgb(0x8E939B), line_number = rgb(0x6B717A), title = rgb(0xC4C8CE);
    ImU32 accent = rgb(0x4C8DD6), selection = rgb(0x2F5E96), running = rgb(0xF0A04B);
    ImU32 found = rgb(0x4E4425), found_current = rgb(0x8A6A12);  // grounds of the matches
    ImU32 prompt = rgb(0x7CB7FF), result = rgb(0x9CC4F0), output = rgb(0xDADCE0), error_output = rgb(0xE8B55A),
          error = rgb(0xFF6B7D);
    ImU32 keyword = rgb(0xC792EA), string = rgb(0xA5D6A7), number = rgb(0xF2A97B), definition = rgb(0xFFCB6B),
          comment = rgb(0x8E939B);
};

// A character in a texture, placed relative to the left of its cells and the top of its text. Width 0: a space.
struct GlyphPicture {
    ImTextureID texture = {};
    ImVec2 low = {}, high = {};  // in the texture, from 0 to 1
    float left = 0, top = 0, width = 0, height = 0;
    bool coloured = false;  // a colour glyph, such as an emoji
};

// In each frame, members that are null or 0 are filled from the host's fonts (with_defaults). So PanelStyle{} works.
struct PanelStyle {
    ImFont *ui = nullptr, *semibold = nullptr, *mono = nullptr;
    float ui_size = 0, mono_size = 0;      // scaled
    float cell_width = 0, row_height = 0;  // of `mono`, in whole pixels
    float scale = 0;                       // of distances and lines; 1 suits text of 16 pixels
    Palette palette = {};

    // Whole pixels, so that edges are sharp.
    float pixels(float size) const { return std::floor(size * scale); }
    float line(float size) const { return std::max(1.0f, pixels(size)); }           // as thin as a pixel
    float mono_offset() const { return std::floor((row_height - mono_size) / 2); }  // from the top of a row to its text

    // Fills a rectangle with one colour. A host with a software renderer may clear with a scissor instead.
    std::function<void(ImDrawList*, Rect, ImU32)> fill = [](ImDrawList* list, Rect r, ImU32 colour) {
        list->AddRectFilled({r.x, r.y}, {r.x + r.width, r.y + r.height}, colour);
    };
    // A character that `mono` lacks, from another face. Null if no face has it or the host is still loading it; then
    // the host requests another frame later.
    std::function<const GlyphPicture*(char32_t code, std::uint32_t cells)> other_face = {};
};

// Fills what `style` leaves open. `ui` is the current font of ImGui. `mono` is that font if all its letters are equally
// wide, else the first such font of the atlas, else that font with each letter in a cell as wide as the widest letter.
// Sizes are those at which the fonts were added. Thread: UI, within an ImGui frame.
PanelStyle with_defaults(PanelStyle style);

// Adds an installed font whose letters are equally wide to ImGui's atlas, for PanelStyle::mono. Null if none is found.
// Call it before the first frame. ImGui's default font stays the first font. Thread: UI.
ImFont* add_mono_font(float pixels);

}  // namespace gimbal::console
