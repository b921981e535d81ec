// The ImGui window around a text, and the places of its parts.
#pragma once
#include <string>

#include "gimbal/console/panel_style.h"
#include "text/view/find_bar.h"

namespace gimbal::console {

std::string unique_window_id(const char* prefix);  // for this program
ImDrawList* begin_text_window(const char* id, const Rect& rect, const PanelStyle& style);
void end_text_window(ImDrawList* list);
// The same within the current window, whose clip rectangle stays in force.
ImDrawList* begin_text_area(const Rect& rect, const PanelStyle& style);
void end_text_area(ImDrawList* list);
// `style`, or a copy of it in `storage` with all that it leaves open.
const PanelStyle& completed(const PanelStyle& style, PanelStyle& storage);
ViewGeometry text_geometry(const Rect& rect, const PanelStyle& style);
// Continues the search and places the text below the find bar, both within `whole`. Returns the bar's height.
float place_below_find(TextView& view, ViewGeometry& geometry, const Rect& whole, FindBar& find,
                       const PanelStyle& style, double now);

void show_text_cursor(const TextView& view);  // the mouse cursor over the text; call in its window
bool imgui_takes_input();                     // a text field or a popup of ImGui is active

}  // namespace gimbal::console
