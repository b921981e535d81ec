// Draws the bar, and then the dialogs that its menus have opened.
#include "app/panels/menus/menu_bar.h"

#include <imgui.h>

#include <algorithm>

#include "app/panels/menus/key_table.h"
#include "app/panels/widgets.h"
#include "app/window_commands.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

MenuBar::MenuBar(AppContext& context, const MenuPanels& panels)
    : context_(context),
      panels_(panels),
      dialogs_{{}, {}, {}, {context, panels.browser}, LinkDialog(context)},
      form_(context, panels.browser),
      palette_(context, panels),
      menus_(context, panels) {
    add_menu_commands(context, panels, dialogs_);
    context.commands.add({.name = "palette.open",
                          .label = "Command palette",
                          .doc = "Find a command, an object or a script by its name.",
                          .perform = [this] { palette_.show(); }});
    context.commands.add({.name = "menus.open", .label = "Menus", .perform = [this] { menus_.open(); }});
}

std::string MenuBar::note() const {
    const std::string scene = panels_.scene_files.name_and_mark();
    const std::string version = python_.python_version.substr(0, python_.python_version.find(' '));
    const std::string words = version.empty() ? "Python is starting" : "Python " + version;
    return scene.empty() ? words : scene + "  \xC2\xB7  " + words;
}

// In a narrow window there is room for the menus alone.
void MenuBar::draw_note(Rect bar, float menus_end, const PanelStyle& style) const {
    const std::string words = note();
    const float left = bar.x + bar.width - 12 * style.scale - text_width(style, words);
    if (left > menus_end) draw_text(style, left, bar.y + (bar.height - style.ui_size) / 2, style.palette.dim, words);
}

void MenuBar::draw(Rect rect, const PanelStyle& style) {
    GIMBAL_ON(ui);
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
    ImGui::PopClipRect();
    const bool menus = ImGui::BeginMenuBar();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(4);  // before the menus, which use the window's usual spacing
    if (menus) {
        menus_.draw(style);
        draw_note(rect, ImGui::GetCursorScreenPos().x, style);
        ImGui::EndMenuBar();
    }
    ImGui::End();
    for (const std::string& problem : context_.keys.take_problems())
        context_.window.notify(problem, NoteLevel::warning);
    dialogs_.keys.draw(style, context_.keys);
    dialogs_.about.draw(style, python_, context_, panels_.scene_files.name_and_mark(),
                        panels_.editor.script().name_and_mark());
    dialogs_.plugins.draw(style, context_);
    dialogs_.environment.question().draw(style);
    dialogs_.link.draw(style);
    form_.draw(style);
    palette_.draw(style);
    panels_.editor.script().question().draw(style);
    panels_.scene_files.question().draw(style);
    ImGui::PopFont();
}

void MenuBar::open_form(const std::string& command) {
    GIMBAL_ON(ui);
    form_.show(context_.commands.at(command));
}

void MenuBar::handle(const console::ConsoleEvent& event) {
    GIMBAL_ON(ui);
    if (const auto* ready = std::get_if<console::EngineReady>(&event)) {
        python_ = *ready;
        dialogs_.environment.set_python(*ready);
    }
}

void MenuBar::set_entries(std::vector<MenuEntry> entries) {
    GIMBAL_ON(ui);
    menus_.set_entries(std::move(entries));
}

void MenuBar::set_plugins(std::vector<PluginInfo> plugins) {
    GIMBAL_ON(ui);
    dialogs_.plugins.set_plugins(std::move(plugins));
}

bool MenuBar::handle_key(const InputEvent& event) {
    GIMBAL_ON(ui);
    const std::string command = context_.keys.command_of(event, context_.window.focused_panel());
    if (command.empty()) return false;
    perform_command(context_, command);
    return true;
}

bool MenuBar::dialog_open() const {
    return dialogs_.keys.is_open() || dialogs_.about.is_open() || dialogs_.plugins.is_open() ||
           dialogs_.link.is_open() || form_.is_open() || palette_.is_open() ||
           dialogs_.environment.question().is_open() || panels_.editor.script().question().is_open() ||
           panels_.scene_files.question().is_open();
}

std::vector<std::string> MenuBar::rows() const {
    GIMBAL_ON(ui);
    std::vector<std::string> rows = menus_.rows();
    for (const auto& part : {form_.rows(), palette_.rows(), dialogs_.keys.rows(), dialogs_.about.rows(),
                             dialogs_.plugins.rows(), dialogs_.environment.question().rows(), dialogs_.link.rows(),
                             panels_.editor.script().question().rows(), panels_.scene_files.question().rows()})
        rows.insert(rows.end(), part.begin(), part.end());
    if (rows.empty()) rows.push_back(note());
    return rows;
}

}  // namespace gimbal::app
