// The frame of a modal dialog in the middle of the window: a heading instead of a title bar; Escape closes it.
#pragma once
#include "app/names.h"

namespace gimbal::app {

// Opens the popup `id` if necessary, places it and draws its heading. If it returns true, the caller draws the contents
// and calls end_dialog. A width or height of 0 follows the contents.
// Thread: UI.   GIL: never.
bool begin_dialog(const char* id, const PanelStyle& style, const char* title, float width, float height);
void end_dialog(bool close);
void scroll_by_keys(float line);  // scrolls the current child window, in which nothing can be selected
// In the current dialog. A key that is held does not repeat them.
bool escape_pressed();
bool enter_pressed();

}  // namespace gimbal::app
