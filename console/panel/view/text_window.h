// The ImGui window around a text view.
#pragma once
#include "text/view/text_view.h"

#include <imgui.h>

namespace gimbal::console {

// No navigation, so that Tab and the arrow keys reach the text. PanelStyle::fill paints the background.
inline constexpr ImGuiWindowFlags text_window_flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                                      ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                                      ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBringToFrontOnFocus |
                                                      ImGuiWindowFlags_NoFocusOnAppearing |
                                                      ImGuiWindowFlags_NoScrollWithMouse;

void show_text_cursor(const TextView& view, const Rect& rect);  // the mouse cursor over the text; call in its window
bool imgui_takes_input();                                       // a text field or a popup of ImGui is active

}  // namespace gimbal::console
