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

void ContextMenu::draw(const PanelStyle& style, const std::function<std::vector<Item>()>& items) {
    rows_.clear();
    if (std::exchange(requested_, false)) {
        ImGui::OpenPopup(popup_name);
        ImGui::SetNextWindowPos({x_, y_});
    }
    compat::push_font(style.ui, style.ui_size);
    if (ImGui::BeginPopup(popup_name)) {
        for (const Item& item : items()) {
            rows_.push_back(item.label + (item.enabled ? "" : "  (not here)"));
            if (item.starts_group) ImGui::Separator();
            if (ImGui::MenuItem(item.label.c_str(), item.keys.c_str(), false, item.enabled)) item.chosen();
        }
        ImGui::EndPopup();
    }
    ImGui::PopFont();
}

}  // namespace gimbal::console
