// Visits only the rows on screen.
#include "panel/view/cell_rules.h"

#include <cmath>

namespace gimbal::console {

void paint_cell_rules(ImDrawList* list, const TextView& view, const PanelStyle& style, LineSpan current) {
    const ViewGeometry& geometry = view.geometry();
    const float left = geometry.rect.x, right = left + geometry.rect.width - geometry.scrollbar;
    const float width = std::max(1.0f, std::floor(2 * style.scale)), thin = std::max(1.0f, std::floor(style.scale));
    RowAddress row = view.top();
    float y = geometry.text_y();
    for (std::uint32_t i = 0; i < geometry.rows(); ++i, y += geometry.row_height) {
        const bool rule = row.index == 0 && row.line > 0 && begins_cell(view.source().line(row.line));
        if (rule) list->AddRectFilled({left, y}, {right, y + thin}, style.palette.button);
        if (row.line >= current.first && row.line <= current.last)
            list->AddRectFilled({left, y}, {left + width, y + geometry.row_height},
                                (style.palette.accent & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 170));
        if (row == view.layout().last_row()) return;
        row = view.layout().step(row, 1);
    }
}

}  // namespace gimbal::console
