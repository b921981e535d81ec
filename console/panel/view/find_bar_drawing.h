// Draws the find bar.
#pragma once
#include "gimbal/console/panel_style.h"
#include "text/view/find_bar.h"

namespace gimbal::console {

float find_bar_height(const FindBar& find, const PanelStyle& style);  // 0 while it is closed
void draw_find_bar(ImDrawList* list, const PanelStyle& style, FindBar& find, const Rect& rect, bool caret_visible);

}  // namespace gimbal::console
