// A field with one of a few values: click it for the list, or change it by keys while it has the keyboard.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "app/names.h"

namespace gimbal::app {

struct ChoiceEdit {
    bool changed = false;
    bool active = false;   // it has the keyboard
    bool entered = false;  // Enter was pressed in it
};

// Draws the field in the width of the next item. ImGui::SetKeyboardFocusHere() reaches it. Up and Down choose the value
// before and after, and a letter the next value that begins with it. `id` is unique in the window.
// Thread: UI.   GIL: never.
ChoiceEdit choice_field(const char* id, const std::vector<std::string>& choices, std::size_t& chosen,
                        const PanelStyle& style);

}  // namespace gimbal::app
