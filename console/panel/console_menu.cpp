// The menu under the right mouse button or by the Menu key: what can be done with the selection, with a run and with
// the queue.
#include "gimbal/console/imgui_compat.h"
#include "panel/console_state.h"

namespace gimbal::console {
namespace {

constexpr const char* popup_name = "##console menu";

std::string_view keys_of(Command command) {
    for (const KeyBinding& binding : key_bindings())
        if (binding.command == command) return binding.keys;
    return "";
}

}  // namespace

void ConsolePanel::State::open_menu(float x, float y, const RunRange* range) {
    menu_run = range ? range->run : 0;
    menu_x = x;
    menu_y = y;
    menu_asked = true;
}

// Under what is selected, or under the caret: of the selection's run, or of the last one.
void ConsolePanel::State::open_menu_at_caret() {
    help.close();
    const bool in_log = selects_in_log();
    const TextPosition at = in_log ? view.selection_begin() : surface.caret();
    view.reveal(at);
    const RowAddress row = view.layout().row_of(at);
    const ViewGeometry& geometry = view.geometry();
    const float x = geometry.text_x() + geometry.cell_width * static_cast<float>(view.layout().cell_of(at));
    open_menu(x, view.y_of(row).value_or(geometry.text_y()) + geometry.row_height,
              in_log ? log.runs().at(at.line) : log.runs().last());
}

std::vector<ConsolePanel::State::MenuLine> ConsolePanel::State::menu_lines() {
    const bool selected = view.has_selection();
    const RunRange* range = menu_run ? log.runs().of(menu_run) : nullptr;
    const bool input = range && range->kind == RunKind::cell && !range->question,
               output = range && !output_of(*range).empty();
    std::vector<MenuLine> lines{
        {"Copy", keys_of(Command::copy), selected, [this] { surface.copy(); }},
        {"Copy without prompts", keys_of(Command::copy_without_prompts), selected,
         [this] { copy_text(selection_without_prompts()); }},
        {"Copy input of this run", "", input, [this, range] { copy_text(input_of(*range)); }},
        {"Copy output of this run", "", output, [this, range] { copy_text(output_of(*range)); }},
        {"Copy all as a script", keys_of(Command::copy_script), !entered.empty(),
         [this] { copy_text(session_as_script()); }},
        {"Paste", keys_of(Command::paste), true, [this] { surface.paste(); }},
        {"Find", keys_of(Command::find), true, [this] { find.open(false); }},
        {"Clear", keys_of(Command::clear_screen), true, [this] { on_command(Command::clear_screen, 0); }},
        {"Unfold or fold the long result", keys_of(Command::fold), !log.folds().empty(),
         [this] { toggle_lowest_fold(); }},
        {"Open the line of the error", keys_of(Command::open_error), true, [this] { open_last_error(); }},
    };
    for (auto& [run, title] : runs_with_queue_lines(runs))
        lines.push_back({"Take out of the queue: " + title, "", true, [this, run] { engine.remove_queued(run); }});
    return lines;
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
            menu_rows.push_back(line.label + (line.possible ? "" : "  (not here)"));
            if (line.label == "Paste" || line.label.starts_with("Unfold")) ImGui::Separator();
            if (ImGui::MenuItem(line.label.c_str(), std::string(line.keys).c_str(), false, line.possible))
                line.chosen();
        }
        ImGui::EndPopup();
    }
    ImGui::PopFont();
}

}  // namespace gimbal::console
