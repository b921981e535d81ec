#include "panel/view/text_window.h"

namespace gimbal::console {

void show_text_cursor(const TextView& view, const Rect& rect) {
    ImVec2 mouse = ImGui::GetIO().MousePos;
    bool over = rect.contains(mouse.x, mouse.y) && mouse.x < rect.x + rect.width - view.geometry().scrollbar - 4;
    if (over && ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem))
        ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
}

bool imgui_takes_input() {
    return ImGui::GetIO().WantTextInput ||
           ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
}

}  // namespace gimbal::console
