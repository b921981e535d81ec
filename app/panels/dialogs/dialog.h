// A modal dialog in the middle of the window: no title bar, its own heading, closed by Escape.
#pragma once
#include "gimbal/console/panel_style.h"

namespace gimbal::app {

// Opens the popup `id` when it is not open, places it and draws its heading. True: draw the contents, then call
// end_dialog. A width or height of 0 follows the contents. Thread: UI.   GIL: never.
bool begin_dialog(const char* id, const console::PanelStyle& style, const char* title, float width, float height);
void end_dialog(bool close);
void scroll_by_keys(float line);  // the current child window, which nothing in it can be chosen in
bool escape_pressed();
bool enter_pressed();

}  // namespace gimbal::app
