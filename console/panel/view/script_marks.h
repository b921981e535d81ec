// Draws the cells of a script and the words of a line mark.
#pragma once
#include "gimbal/console/panel_style.h"
#include "text/edit/code_cells.h"
#include "text/view/line_mark.h"

namespace gimbal::console {

// A rule above each cell, and a bar in the gutter beside the current cell.
void draw_cells(ImDrawList* list, const TextView& view, const PanelStyle& style, LineSpan current);
void draw_mark_words(ImDrawList* list, const LineMark& mark, const TextView& view, const PanelStyle& style);

}  // namespace gimbal::console
