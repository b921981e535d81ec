#include "panel/assist/help_boxes.h"

#include <utility>

#include "gimbal/console/cells.h"
#include "panel/assist/call_tip_box.h"

namespace gimbal::console {

void HelpBoxes::draw(ImDrawList* list, const PanelStyle& style, const TypingHelp& help, const TextView& view,
                     TextPosition caret, const Rect& panel) {
    if (!help.is_open()) return;
    const auto row_y = view.y_of(view.layout().row_of(caret));
    if (!row_y) return;
    const auto caret_cell = static_cast<float>(view.layout().cell_of(caret)) - static_cast<float>(view.left_cell());
    const float caret_x = view.geometry().text_x() + style.cell_width * caret_cell;
    const float gap = help.tip() ? draw_call_tip(list, style, *help.tip(), panel, caret_x, *row_y) : 0;
    if (!help.lists()) return;
    const float typed_width = style.cell_width * static_cast<float>(cell_count(help.word()));
    popup_.draw(list, style, help.names(), panel, caret_x - typed_width, *row_y, gap);
}

std::vector<std::string> HelpBoxes::rows(const TypingHelp& help) const {
    std::vector<std::string> rows;
    if (help.tip()) rows.push_back(call_tip_row(*help.tip()));
    for (std::string& row : popup_.rows(help.names())) rows.push_back(std::move(row));
    return rows;
}

}  // namespace gimbal::console
