// The bar at the top of the window, its menus and dialogs, and the keys of the window's commands.
#include <imgui.h>

#include <algorithm>

#include "app/panels/menus/command_keys.h"
#include "app/panels/menus/menu_commands.h"
#include "app/panels/menus/menus.h"
#include "app/panels/widgets.h"
#include "app/window_commands.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

struct MenuBar::Parts {
    Parts(AppContext& c, const Panels& p) : context(c), panels(p), menus(c, p) {}
    AppContext& context;
    Panels panels;
    console::EngineReady python;
    MenuDialogs dialogs;
    Menus menus;

    // "bunny.obj · Python 3.11.2", at the right of the bar
    std::string note() const {
        const std::string file = std::filesystem::path(context.document.file_name()).filename().string();
        const std::string version = python.python_version.substr(0, python.python_version.find(' '));
        const std::string words = version.empty() ? "Python is starting" : "Python " + version;
        return file.empty() ? words : file + "  \xC2\xB7  " + words;
    }
};

MenuBar::MenuBar(AppContext& context, const Panels& panels) : parts_(std::make_unique<Parts>(context, panels)) {
    panels.editor.set_browser(&panels.browser);
    panels.editor.set_consoles(&panels.console);
    add_menu_commands(context, panels, parts_->dialogs);
    context.commands.add(
        {.name = "menus.open", .label = "Menus", .perform = [&menus = parts_->menus] { menus.open(); }});
}
MenuBar::~MenuBar() = default;

void MenuBar::draw(console::Rect rect, const console::PanelStyle& style) {
    GIMBAL_ON(ui);
    Parts& parts = *parts_;
    ImGui::SetNextWindowPos({rect.x, rect.y});
    ImGui::SetNextWindowSize({std::max(rect.width, 1.0f), std::max(rect.height, 1.0f)});
    compat::push_font(style.ui, style.ui_size);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(8 * style.scale, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                        ImVec2(8 * style.scale, std::max(0.0f, (rect.height - style.ui_size) / 2)));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
    ImGui::PushStyleColor(ImGuiCol_MenuBarBg, IM_COL32_BLACK_TRANS);
    ImGui::Begin("##menu bar", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_MenuBar |
                     ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                     ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoFocusOnAppearing);
    ImGui::PushClipRect({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, false);
    style.fill(ImGui::GetWindowDrawList(), rect, style.palette.text_ground);
    const std::string note = parts.note();
    const float right = rect.x + rect.width - 12 * style.scale;
    draw_text(style.ui, style.ui_size, right - text_width(style.ui, style.ui_size, note),
              rect.y + (rect.height - style.ui_size) / 2, style.palette.dim, note);
    ImGui::PopClipRect();
    const bool menus = ImGui::BeginMenuBar();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(4);  // before the menus, which use the window's usual spacing
    if (menus) {
        parts.menus.draw(style);
        ImGui::EndMenuBar();
    }
    ImGui::End();
    parts.dialogs.keys.draw(style);
    parts.dialogs.about.draw(style, parts.python, parts.context);
    parts.dialogs.plugins.draw(style, parts.context);
    parts.panels.editor.draw_question(style);
    ImGui::PopFont();
}

void MenuBar::handle(const console::ConsoleEvent& event) {
    GIMBAL_ON(ui);
    if (const auto* ready = std::get_if<console::EngineReady>(&event)) parts_->python = *ready;
}

void MenuBar::set_entries(std::vector<MenuEntry> entries) {
    GIMBAL_ON(ui);
    parts_->menus.set_entries(std::move(entries));
}

void MenuBar::set_plugins(std::vector<PluginInfo> plugins) {
    GIMBAL_ON(ui);
    parts_->dialogs.plugins.set_plugins(std::move(plugins));
}

bool MenuBar::handle_key(const console::InputEvent& event) {
    GIMBAL_ON(ui);
    const std::string_view command = command_of_key(event, parts_->context.window.focused_panel());
    if (command.empty()) return false;
    perform_command(parts_->context, command);
    return true;
}

bool MenuBar::dialog_open() const {
    const MenuDialogs& dialogs = parts_->dialogs;
    return dialogs.keys.is_open() || dialogs.about.is_open() || dialogs.plugins.is_open() ||
           parts_->panels.editor.asking();
}

std::vector<std::string> MenuBar::rows() const {
    GIMBAL_ON(ui);
    const MenuDialogs& dialogs = parts_->dialogs;
    std::vector<std::string> rows = parts_->menus.rows();
    for (const auto& part :
         {dialogs.keys.rows(), dialogs.about.rows(), dialogs.plugins.rows(), parts_->panels.editor.question_rows()})
        rows.insert(rows.end(), part.begin(), part.end());
    if (rows.empty()) rows.push_back(parts_->note());
    return rows;
}

void MenuBar::ask_unsaved_then(std::function<void()> go_on) {
    GIMBAL_ON(ui);
    parts_->panels.editor.ask_unsaved_then(std::move(go_on));
}

}  // namespace gimbal::app
