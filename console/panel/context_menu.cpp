#include "panel/context_menu.h"

#include <utility>

#include "gimbal/console/imgui_compat.h"

namespace gimbal::console {
namespace {

constexpr const char* popup_name = "##console menu";

}  // namespace

void ContextMenu::open(float x, float y) {
    x_ = x;
    y_ = y;
    requested_ = true;
}

bool ContextMenu::begin(const PanelStyle& style) {
    if (std::exchange(requested_, false)) {
        ImGui::OpenPopup(popup_name);
        ImGui::SetNextWindowPos({x_, y_});
    }
    compat::push_font(style.ui, style.ui_size);
    return ImGui::BeginPopup(popup_name);
}

void ContextMenu::draw_items(const std::vector<Item>& items) {
    for (const Item& item : items) {
        rows_.push_back(item.label + (item.enabled ? "" : "  (not here)"));
        if (item.starts_group) ImGui::Separator();
        if (ImGui::MenuItem(item.label.c_str(), item.keys.c_str(), false, item.enabled)) item.chosen();
    }
    ImGui::EndPopup();
}

void ContextMenu::end() { ImGui::PopFont(); }

}  // namespace gimbal::console
