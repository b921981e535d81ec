// At most ten rows. Each has the name with the typed letters marked, the detail, and the kind at the right. The last
// line documents the best name.
#include "panel/assist/completion_popup.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/cells.h"
#include "gimbal/console/fuzzy_match.h"
#include "panel/view/drawing.h"
#include "panel/view/mono_text.h"

namespace gimbal::console {
namespace {

constexpr std::size_t max_rows = 10;
constexpr std::size_t max_name_cells = 48, max_detail_cells = 28, doc_cells = 70;

// `typed`: its letters are marked in the name.
void draw_item(ImDrawList* list, const PanelStyle& style, const Completion& item, std::string_view typed, bool chosen,
               float x, float y, float right) {
    const auto word = [&](float at, ImU32 colour, std::string_view text) {
        draw_mono(list, style, at, y, colour, text);
    };
    const std::string name = in_one_line(item.text, max_name_cells);
    word(x, style.palette.text, name);
    if (const auto match = fuzzy_match(item.text, typed))
        for (const std::size_t byte : match->bytes)
            if (byte < name.size() && static_cast<unsigned char>(item.text[byte]) < 0x80)
                word(x + style.cell_width * static_cast<float>(cell_count(std::string_view(item.text).substr(0, byte))),
                     style.palette.prompt, std::string_view(item.text).substr(byte, 1));
    const float kind_x = right - style.cell_width * static_cast<float>(cell_count(item.kind));
    word(kind_x, chosen ? style.palette.title : style.palette.dim, item.kind);
    const float detail_x = x + style.cell_width * static_cast<float>(cell_count(name) + 1);
    const auto room = static_cast<std::size_t>(std::max(0.0f, (kind_x - detail_x) / style.cell_width - 2));
    if (room >= 4) word(detail_x, chosen ? style.palette.title : style.palette.dim, in_one_line(item.detail, room));
}

void draw_doc(ImDrawList* list, const PanelStyle& style, std::string_view words, float left, float y, float width) {
    const float pad = style.pixels(8), text_offset = style.mono_offset();
    list->AddRectFilled({left + pad / 2, y}, {left + width - pad / 2, y + 1}, style.palette.field_hover);
    const std::string doc = in_one_line(std::string(words),
                                        static_cast<std::size_t>((width - 2 * pad) / style.cell_width));
    draw_mono(list, style, left + pad, y + text_offset + 1, style.palette.dim, doc);
}

}  // namespace

void CompletionPopup::draw(ImDrawList* list, const PanelStyle& style, const Completions& names, const Rect& panel,
                           float x, float row_y, float above_gap) {
    if (opened_ != names.opened()) *this = {};
    opened_ = names.opened();
    const float row = style.row_height, pad = style.pixels(8), edge = style.pixels(4);
    const float doc_height = names.has_doc_row() ? row : 0;
    const float below = panel.y + panel.height - (row_y + row) - 2 * edge - doc_height;
    const float above = row_y - above_gap - panel.y - 2 * edge - doc_height;
    const bool under = below >= above || below >= row * static_cast<float>(std::min(names.count(), max_rows));
    const auto room = static_cast<std::size_t>(std::max(1.0f, std::floor((under ? below : above) / row)));
    const std::size_t count = std::min({names.count(), max_rows, room});
    const std::size_t chosen = names.chosen();
    if (chosen < first_) first_ = chosen;
    if (chosen >= first_ + count) first_ = chosen + 1 - count;

    std::size_t name_cells = 0, detail_cells = 0, kind_cells = 0;
    for (std::size_t i = 0; i < names.count(); ++i) {
        name_cells = std::max(name_cells, std::min(max_name_cells, cell_count(names.at(i).text)));
        detail_cells = std::max(detail_cells, std::min(max_detail_cells, cell_count(names.at(i).detail)));
        kind_cells = std::max(kind_cells, cell_count(names.at(i).kind));
    }
    widest_ = std::max(
        {widest_, name_cells + detail_cells + kind_cells + 4, std::min(doc_cells, cell_count(names.doc()))});
    const float width = std::min(panel.width, static_cast<float>(widest_) * style.cell_width + 2 * pad);
    const float height = row * static_cast<float>(count) + 2 * edge + doc_height;
    const float left = std::clamp(x - pad, panel.x, std::max(panel.x, panel.x + panel.width - width));
    const float top = under ? row_y + row : row_y - above_gap - height;
    begin_box(list, style, {left, top, width, height});
    const float text_offset = std::floor((row - style.mono_size) / 2);
    for (std::size_t i = 0; i < count; ++i) {
        const float y = top + edge + row * static_cast<float>(i);
        const bool is_chosen = names.has_chosen() && first_ + i == chosen;
        if (is_chosen)
            list->AddRectFilled({left + edge, y}, {left + width - edge, y + row}, style.palette.selection,
                                3 * style.scale);
        draw_item(list, style, names.at(first_ + i), names.typed(), is_chosen, left + pad, y + text_offset,
                  left + width - pad);
    }
    if (names.has_doc_row())
        draw_doc(list, style, names.doc(), left, top + edge + row * static_cast<float>(count), width);
    list->PopClipRect();
}

std::vector<std::string> CompletionPopup::rows(const Completions& names) const {
    std::vector<std::string> rows;
    const std::size_t first = opened_ == names.opened() ? first_ : 0;
    for (std::size_t i = first; i < std::min(names.count(), first + max_rows); ++i)
        rows.push_back((names.has_chosen() && i == names.chosen() ? "> " : "  ") + names.at(i).text);
    if (names.is_open() && !names.doc().empty()) rows.push_back("  " + names.doc());
    return rows;
}

}  // namespace gimbal::console
