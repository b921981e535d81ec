#include "panel/view/line_mark_words.h"

#include <cmath>

namespace gimbal::console {

void paint_mark_words(ImDrawList* list, const LineMark& mark, const TextView& view, const PanelStyle& style) {
    if (mark.line() == LineMark::nowhere) return;
    const ViewGeometry& geometry = view.geometry();
    RowAddress row = view.top();
    float y = geometry.text_y() + std::floor((style.row_height - style.mono_size) / 2);
    for (std::uint32_t i = 0; i < geometry.rows() && row.line <= mark.line(); ++i, y += geometry.row_height) {
        const std::string words = mark.words_at(view, row);
        if (!words.empty()) {
            const float cells = static_cast<float>(mark.words_cell(view)) - static_cast<float>(view.left_cell());
            list->AddText(style.mono, style.mono_size, {geometry.text_x() + cells * geometry.cell_width, y},
                          (style.palette.error & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 190), words.c_str());
        }
        if (row == view.layout().last_row()) return;
        row = view.layout().step(row, 1);
    }
}

}  // namespace gimbal::console
