// Draws the cells of a script: a rule above each cell, and a bar in the gutter beside the cell with the caret.
#pragma once
#include "gimbal/console/panel_style.h"
#include "text/edit/code_cells.h"
#include "text/view/text_view.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
void paint_cell_rules(ImDrawList* list, const TextView& view, const PanelStyle& style, LineSpan current);

}  // namespace gimbal::console
