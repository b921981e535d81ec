// Places dialogs and reads the keys that they share.
#include "app/panels/dialogs/dialog.h"

#include <algorithm>
#include <cmath>

#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

bool begin_dialog(const char* id, const PanelStyle& style, const char* title, float width, float height) {
    GIMBAL_ON(ui);
    const ImVec2 window = ImGui::GetIO().DisplaySize;
    const float scale = style.scale, margin = 24 * scale;
    if (!ImGui::IsPopupOpen(id)) ImGui::OpenPopup(id);
    ImGui::SetNextWindowPos({std::floor(window.x / 2), std::floor(window.y / 2)}, ImGuiCond_Always, {0.5f, 0.5f});
    ImGui::SetNextWindowSize({width > 0 ? std::min(width * scale, window.x - margin) : 0,
                              height > 0 ? std::min(height * scale, window.y - margin) : 0});
    const PopupLook look(style);
    ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                             ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollbar |
                             ImGuiWindowFlags_NoScrollWithMouse;
    if (width <= 0) flags |= ImGuiWindowFlags_AlwaysAutoResize;
    if (!ImGui::BeginPopupModal(id, nullptr, flags)) return false;
    compat::push_font(style.ui, style.ui_size);  // until end_dialog; the font of `look` ends with this function
    compat::push_font(style.semibold, style.ui_size);
    ImGui::TextUnformatted(title);
    ImGui::PopFont();
    ImGui::Dummy({0, 2 * scale});
    return true;
}

void end_dialog(bool close) {
    GIMBAL_ON(ui);
    if (close) ImGui::CloseCurrentPopup();
    ImGui::PopFont();
    ImGui::Dummy({0, 0});  // as in end_panel()
    ImGui::EndPopup();
}

void scroll_by_keys(float line) {
    GIMBAL_ON(ui);
    const float page = ImGui::GetWindowHeight() - line, at = ImGui::GetScrollY();
    float to = at;
    if (compat::key_pressed(ImGuiKey_DownArrow)) to += line;
    if (compat::key_pressed(ImGuiKey_UpArrow)) to -= line;
    if (compat::key_pressed(ImGuiKey_PageDown)) to += page;
    if (compat::key_pressed(ImGuiKey_PageUp)) to -= page;
    if (to != at) ImGui::SetScrollY(std::clamp(to, 0.0f, ImGui::GetScrollMaxY()));
}

bool escape_pressed() {
    GIMBAL_ON(ui);
    return compat::key_pressed(ImGuiKey_Escape, false);
}
bool enter_pressed() {
    GIMBAL_ON(ui);
    if (ImGui::IsWindowAppearing()) return false;  // the key chose the menu entry that has opened the dialog
    return compat::key_pressed(ImGuiKey_Enter, false) || compat::key_pressed(compat::keypad_enter, false);
}

}  // namespace gimbal::app
