// Draws the words of a line mark.
#pragma once
#include "gimbal/console/panel_style.h"
#include "text/view/line_mark.h"

namespace gimbal::console {

void paint_mark_words(ImDrawList* list, const LineMark& mark, const TextView& view, const PanelStyle& style);

}  // namespace gimbal::console
