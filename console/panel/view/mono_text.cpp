// Combining marks are drawn over their base: their glyphs lie left of the pen, and they take no cell.
#include "panel/view/mono_text.h"

#include <cmath>
#include <cstdio>

#include "gimbal/console/cells.h"
#include "gimbal/console/imgui_compat.h"
#include "panel/view/missing_glyphs.h"

namespace gimbal::console {
namespace {

// A box with the code point's number, if the box is wide enough.
void draw_box(ImDrawList* list, const PanelStyle& style, char32_t code, std::uint32_t cells, ImU32 colour, float x,
              float y) {
    const float width = static_cast<float>(cells) * style.cell_width, height = style.row_height;
    const ImU32 line = (colour & ~IM_COL32_A_MASK) | 0x80000000u;
    const float left = x + 1, right = x + width - 1, top = y + 2, bottom = y + height - 2;
    list->AddRectFilled({left, top}, {right, top + 1}, line);
    list->AddRectFilled({left, bottom - 1}, {right, bottom}, line);
    list->AddRectFilled({left, top + 1}, {left + 1, bottom - 1}, line);
    list->AddRectFilled({right - 1, top + 1}, {right, bottom - 1}, line);
    if (cells < 2) return;
    char digits[9];
    const int count = std::snprintf(digits, sizeof digits, code > 0xFFFF ? "%06X" : "%04X",
                                    static_cast<unsigned>(code)),
              half = count / 2;
    const float size = std::floor(style.mono_size * (half > 2 ? 0.55f : 0.65f));
    const float wide = compat::text_width(style.mono, size, digits, digits + half);
    for (int row = 0; row < 2; ++row)
        list->AddText(style.mono, size,
                      {std::floor(x + (width - wide) / 2),
                       std::floor(y + 1 + static_cast<float>(row) * (height - 4) / 2 + (height / 2 - size) / 2)},
                      colour, digits + row * half, digits + (row + 1) * half);
}

void draw_missing(ImDrawList* list, const PanelStyle& style, char32_t code, std::uint32_t cells, ImU32 colour, float x,
                  float y) {
    const GlyphPicture* glyph = style.other_face ? style.other_face(code, cells) : nullptr;
    if (!glyph) {
        const char similar = similar_ascii(code);
        if (similar) return list->AddText(style.mono, style.mono_size, {x, y}, colour, &similar, &similar + 1);
        return draw_box(list, style, code, cells, colour, x, y - style.mono_offset());
    }
    if (glyph->width <= 0) return;  // a space
    const ImVec2 low{x + glyph->left, y + glyph->top};
    list->AddImage(glyph->texture, low, {low.x + glyph->width, low.y + glyph->height}, glyph->low, glyph->high,
                   glyph->coloured ? colour | 0xFFFFFFu : colour);
}

void draw_ascii(ImDrawList* list, const PanelStyle& style, ImVec2 at, ImU32 colour, std::string_view text, bool even) {
    const std::size_t piece = even ? text.size() : 1;
    for (std::size_t from = 0; from < text.size(); from += piece, at.x += style.cell_width)
        list->AddText(style.mono, style.mono_size, at, colour, text.data() + from, text.data() + from + piece);
}

}  // namespace

// A base is drawn with its marks over it. A character that takes a cell beside the base (the second letter of a flag, a
// spacing vowel) is drawn in that cell. Glyphs are not shaped.
void draw_cluster(ImDrawList* list, const PanelStyle& style, float x, float y, ImU32 colour, std::string_view cluster,
                  std::uint32_t cells) {
    if (cluster.empty()) return;  // of a tab nothing is drawn
    const auto has_glyph = [&](char32_t code) {
        return code == 0xFFFD || compat::has_glyph(style.mono, style.mono_size, code);
    };
    const char32_t base = decode_utf8(cluster, 0).value;
    const bool single = decode_utf8(cluster, 0).bytes == cluster.size();
    if (!single && !has_glyph(base))
        if (const char32_t whole = composed(cluster)) return draw_missing(list, style, whole, cells, colour, x, y);
    for (std::size_t at = 0; at < cluster.size();) {
        const CodePoint code = decode_utf8(cluster, at);
        const std::size_t end = at + code.bytes;
        const std::uint32_t before = at == 0 ? 0 : cluster_at(cluster.substr(0, at), 0, 0).cells;
        const std::uint32_t after = end == cluster.size() ? cells : cluster_at(cluster.substr(0, end), 0, 0).cells;
        const float left = x + style.cell_width * static_cast<float>(before);
        const bool is_mark = code.value >= 0x300 && code.value < 0x370;
        const bool in_own_cells = at == 0 || (after > before && cell_width(code.value) > 0);
        if (in_own_cells && !has_glyph(code.value))
            draw_missing(list, style, code.value, after - before, colour, left, y);
        else if (in_own_cells || (is_mark && has_glyph(code.value)))
            list->AddText(style.mono, style.mono_size, {is_mark ? x + style.cell_width : left, y}, colour,
                          cluster.data() + at, cluster.data() + end);
        at = end;
    }
}

bool has_even_advance(const PanelStyle& style) {
    const auto fits = [&](const char* letter) {
        return std::abs(compat::text_width(style.mono, style.mono_size, letter, nullptr) - style.cell_width) < 0.01f;
    };
    return fits("0") && fits("i");
}

void draw_mono(ImDrawList* list, const PanelStyle& style, float x, float y, ImU32 colour, std::string_view text) {
    const bool even = has_even_advance(style);
    for (std::size_t at = 0, column = 0; at < text.size();) {
        std::size_t plain = at;
        while (plain < text.size() && static_cast<unsigned char>(text[plain]) < 0x80) ++plain;
        if (plain > at && plain < text.size()) --plain;  // a mark may follow it
        const float left = x + style.cell_width * static_cast<float>(column);
        if (plain > at) {
            draw_ascii(list, style, {left, y}, colour, text.substr(at, plain - at), even);
            column += plain - at;
            at = plain;
            continue;
        }
        const Cluster cluster = cluster_at(text, at, column);
        draw_cluster(list, style, left, y, colour, text.substr(at, cluster.bytes), cluster.cells);
        column += cluster.cells;
        at += cluster.bytes;
    }
}

}  // namespace gimbal::console
