#include "panel/view/script_marks.h"

namespace gimbal::console {

void draw_cells(ImDrawList* list, const TextView& view, const PanelStyle& style, LineSpan current) {
    const ViewGeometry& geometry = view.geometry();
    const float left = geometry.rect.x, right = left + geometry.rect.width - geometry.scrollbar;
    const float width = style.line(2), thin = style.line(1);
    for (const auto& [row, y] : view.visible_rows()) {
        const bool rule = row.index == 0 && row.line > 0 && begins_cell(view.source().line(row.line));
        if (rule) list->AddRectFilled({left, y}, {right, y + thin}, style.palette.button);
        if (row.line >= current.first && row.line <= current.last)
            list->AddRectFilled({left, y}, {left + width, y + geometry.row_height},
                                (style.palette.accent & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 170));
    }
}

void draw_mark_words(ImDrawList* list, const LineMark& mark, const TextView& view, const PanelStyle& style) {
    if (mark.line() == no_line) return;
    const ViewGeometry& geometry = view.geometry();
    for (const auto& [row, y] : view.visible_rows()) {
        const std::string words = mark.words_at(view, row);
        if (words.empty()) continue;
        const float cells = static_cast<float>(mark.words_cell(view)) - static_cast<float>(view.left_cell());
        list->AddText(style.mono, style.mono_size,
                      {geometry.text_x() + cells * geometry.cell_width, y + style.mono_offset()},
                      (style.palette.error & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 190), words.c_str());
    }
}

}  // namespace gimbal::console
