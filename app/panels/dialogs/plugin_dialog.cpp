// Plug-ins > Plug-ins…: each plug-in with its checkbox, summary, folder and error.
#include <imgui.h>

#include <algorithm>

#include "app/panels/dialogs/dialog.h"
#include "app/panels/dialogs/dialogs.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr float width = 680, height = 480, indent = 30;
constexpr const char* none_found =
    "No plug-ins were found. A plug-in is a folder with a gimbal_plugin.toml, inside \"plugins\" in your files.";

std::string last_line(const std::string& text) {  // of a traceback: the error
    const std::size_t end = text.find_last_not_of("\n ");
    if (end == std::string::npos) return {};
    const std::size_t begin = text.rfind('\n', end);
    return text.substr(begin == std::string::npos ? 0 : begin + 1,
                       end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

}  // namespace

void PluginDialog::draw_plugin(const PluginInfo& plugin, bool marked, const PanelStyle& style, AppContext& context) {
    ImGui::PushID(plugin.id.c_str());
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    if (marked)
        ImGui::GetWindowDrawList()->AddRectFilled(
            corner, {corner.x + ImGui::GetContentRegionAvail().x, corner.y + ImGui::GetFrameHeight()},
            style.palette.selection, 4 * style.scale);
    if (marked && moved_) ImGui::SetScrollHereY(0.3f);
    if (marked && compat::key_pressed(ImGuiKey_Space, false))
        context.module.set_plugin_enabled(plugin.id, !plugin.enabled);
    bool enabled = plugin.enabled;  // takes effect with the next set_plugins
    if (ImGui::Checkbox("##on", &enabled)) context.module.set_plugin_enabled(plugin.id, enabled);
    ImGui::SameLine(indent * style.scale);
    compat::push_font(style.semibold, style.ui_size);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(plugin.name.c_str());
    ImGui::PopFont();
    ImGui::SameLine();
    dim_text(style, plugin.version);
    ImGui::Indent(indent * style.scale);
    ImGui::PushTextWrapPos(0);
    if (!plugin.summary.empty()) ImGui::TextUnformatted(plugin.summary.c_str());
    if (!plugin.error.empty()) {
        ImGui::PushStyleColor(ImGuiCol_Text, style.palette.error);
        ImGui::TextUnformatted(("Error: " + last_line(plugin.error)).c_str());
        ImGui::PopStyleColor();
        late_tooltip(plugin.error);
    }
    ImGui::PopTextWrapPos();
    dim_text(style, plugin.path);
    ImGui::Unindent(indent * style.scale);
    ImGui::Dummy({0, 4 * style.scale});
    ImGui::PopID();
}

void PluginDialog::draw(const PanelStyle& style, AppContext& context) {
    GIMBAL_ON(ui);
    if (!open_) return;
    if (!begin_dialog("##plugins", style, "Plug-ins", width, height)) return;
    const float body = ImGui::GetContentRegionAvail().y - ImGui::GetFrameHeightWithSpacing();
    compat::begin_child("##list", {0, body}, ImGuiWindowFlags_NoNav);
    const std::size_t before = marked_;
    if (compat::key_pressed(ImGuiKey_DownArrow) && marked_ + 1 < plugins_.size()) ++marked_;
    if (compat::key_pressed(ImGuiKey_UpArrow) && marked_ > 0) --marked_;
    marked_ = std::min(marked_, std::max<std::size_t>(plugins_.size(), 1) - 1);
    moved_ = marked_ != before;
    for (std::size_t at = 0; at < plugins_.size(); ++at) draw_plugin(plugins_[at], at == marked_, style, context);
    if (plugins_.empty()) dim_text(style, none_found);
    ImGui::EndChild();
    const float button = 108 * style.scale;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - button);
    open_ = !ImGui::Button("Close", {button, 0}) && !escape_pressed();
    end_dialog(!open_);
}

std::vector<std::string> PluginDialog::rows() const {
    GIMBAL_ON(ui);
    if (!open_) return {};
    std::vector<std::string> rows{"Plug-ins"};
    for (std::size_t at = 0; at < plugins_.size(); ++at) {
        const PluginInfo& plugin = plugins_[at];
        rows.push_back((at == marked_ ? "> " : "") + plugin.name + "  " + plugin.version +
                       (plugin.enabled ? "  on" : "  off"));
        rows.push_back(plugin.summary);
        if (!plugin.error.empty()) rows.push_back("Error: " + last_line(plugin.error));
        rows.push_back(plugin.path);
    }
    if (plugins_.empty()) rows.emplace_back(none_found);
    return rows;
}

}  // namespace gimbal::app
