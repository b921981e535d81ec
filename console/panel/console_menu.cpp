// The menu under the right mouse button: what can be done with the selection, and with the run that the pointer is on.
#include "console/panel/console_state.h"
#include "console/panel/imgui_compat.h"

namespace gimbal::console {
namespace {

constexpr const char* popup_name = "##console menu";

std::string_view keys_of(Command command) {
    for (const KeyBinding& binding : key_bindings())
        if (binding.command == command) return binding.keys;
    return "";
}

}  // namespace

void ConsolePanel::State::open_menu(const InputEvent& press) {
    const auto row = row_under(press.y);
    const RunRange* range = row ? log.runs().at(row->line) : nullptr;
    menu_run = range ? range->run : 0;
    menu_x = press.x;
    menu_y = press.y;
    menu_asked = true;
}

std::vector<ConsolePanel::State::MenuLine> ConsolePanel::State::menu_lines() {
    const bool selected = view.has_selection();
    const RunRange* range = menu_run ? log.runs().of(menu_run) : nullptr;
    const bool input = range && range->kind == RunKind::cell, output = range && !output_of(*range).empty();
    return {
        {"Copy", keys_of(Command::copy), selected, [this] { surface.copy(); }},
        {"Copy without prompts", keys_of(Command::copy_without_prompts), selected, [this] { copy_text(selection_without_prompts()); }},
        {"Copy input of this run", "", input, [this, range] { copy_text(input_of(*range)); }},
        {"Copy output of this run", "", output, [this, range] { copy_text(output_of(*range)); }},
        {"Copy all as a script", keys_of(Command::copy_script), !entered.empty(), [this] { copy_text(session_as_script()); }},
        {"Paste", keys_of(Command::paste), true, [this] { surface.paste(); }},
        {"Find", keys_of(Command::find), true, [this] { find.open(false); }},
        {"Clear", keys_of(Command::clear_screen), true, [this] { on_command(Command::clear_screen, 0); }},
    };
}

void ConsolePanel::State::draw_menu(const PanelStyle& style) {
    menu_rows.clear();
    if (std::exchange(menu_asked, false)) {
        ImGui::OpenPopup(popup_name);
        ImGui::SetNextWindowPos({menu_x, menu_y});
    }
    compat::push_font(style.ui, style.ui_size);
    if (ImGui::BeginPopup(popup_name)) {
        for (const MenuLine& line : menu_lines()) {
            menu_rows.push_back(std::string(line.label) + (line.possible ? "" : "  (not here)"));
            if (line.label == std::string_view("Paste")) ImGui::Separator();
            if (ImGui::MenuItem(line.label, std::string(line.keys).c_str(), false, line.possible)) line.chosen();
        }
        ImGui::EndPopup();
    }
    ImGui::PopFont();
}

}  // namespace gimbal::console
