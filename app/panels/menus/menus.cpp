// Draws the menus of the bar. An item that cannot run now is grey and says why.
#include "app/panels/menus/menus.h"

#include <imgui.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

#include "api/document/mesh/mesh_ops.h"
#include "app/panels/menus/key_table.h"
#include "app/panels/outliner/scene_actions.h"
#include "app/panels/widgets.h"
#include "app/settings.h"
#include "app/window_commands.h"
#include "gimbal/console/cells.h"
#include "gimbal/console/imgui_compat.h"

namespace gimbal::app {

namespace {

constexpr float note_width = 360;
constexpr std::size_t longest_step_name = 41;  // cells: 40 and "…"
constexpr std::string_view built_in_menus[] = {"File", "Edit", "View", "Mesh", "Script", "Plug-ins", "Help"};

bool is_built_in(std::string_view menu) { return std::ranges::find(built_in_menus, menu) != std::end(built_in_menus); }

// What the command does; for a command of a script or the document also its Python line.
std::string tooltip_of(const document::Command& command) {
    if (command.perform) return command.doc;
    std::string list;
    for (const document::Parameter& parameter : command.parameters) list += (list.empty() ? "" : ", ") + parameter.name;
    const std::string owner = command.owner.empty() ? "" : "\nPlug-in " + command.owner;
    return command.doc + "\ngimbal.ops." + command.name + "(" + list + ")" + owner;
}

}  // namespace

bool Menus::item(const std::string& label, std::string_view keys, const std::string& why_not, bool ticked) {
    // The gap that ImGui leaves before the keys is too narrow to read.
    const std::string column = keys.empty() ? std::string() : "    " + std::string(keys);
    const bool chosen = ImGui::MenuItem(label.c_str(), column.c_str(), ticked, why_not.empty());
    late_tooltip(why_not);
    shown_.push_back(label.substr(0, label.find("##")) + (keys.empty() ? "" : "  " + std::string(keys)) +
                     (ticked ? "  [x]" : "") + (why_not.empty() ? "" : "  (" + why_not + ")"));
    return chosen;
}

void Menus::command(std::string_view name, std::string label, bool ticked) {
    const document::CommandPtr command = context_.commands.at(name);
    if (label.empty()) label = command->label;
    const std::string reason = command->reason(*context_.document.snapshot());
    if (item(label + "##" + command->name, context_.keys.keys_of(name), reason, ticked))
        perform_command(context_, name);
    if (reason.empty()) late_tooltip(tooltip_of(*command));
}

void Menus::commands(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (name == "-") ImGui::Separator();
        else command(name);
    }
}

bool Menus::begin_menu(const PanelStyle& style, const char* label) {
    const bool gimbal = std::string_view(label) == "Gimbal";  // the program's own menu, in its colour
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(11 * style.scale, 6 * style.scale));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(12 * style.scale, 10 * style.scale));
    compat::push_font(gimbal ? style.semibold : style.ui, style.ui_size);
    ImGui::PushStyleColor(ImGuiCol_Text, gimbal ? style.palette.running : style.palette.text);
    const bool open = ImGui::BeginMenu(label);
    ImGui::PopStyleColor();
    ImGui::PopFont();
    ImGui::PopStyleVar(2);
    return open;
}

void Menus::draw(const PanelStyle& style) {
    struct Menu {
        std::string label;
        void (Menus::*draw)();
    };
    std::vector<Menu> menus{{"Gimbal", &Menus::draw_gimbal}, {"File", &Menus::draw_file},
                            {"Edit", &Menus::draw_edit},     {"View", &Menus::draw_view},
                            {"Mesh", &Menus::draw_mesh},     {"Script", &Menus::draw_script}};
    script_commands_ = context_.commands.document().all();
    std::erase_if(script_commands_, [](const document::CommandPtr& one) { return one->menu.empty(); });
    for (std::string& label : menus_of_scripts()) menus.push_back({std::move(label), nullptr});
    menus.push_back({"Plug-ins", &Menus::draw_plugins});
    menus.push_back({"Help", &Menus::draw_help});
    shown_.clear();
    scale_ = style.scale;
    if (std::exchange(open_requested_, false)) ImGui::OpenPopup("File");
    std::optional<std::size_t> open;
    in_submenu_ = false;
    for (std::size_t at = 0; at < menus.size(); ++at) {
        const Menu& menu = menus[at];
        if (!begin_menu(style, menu.label.c_str())) continue;
        open = at;
        compat::push_font(style.ui, style.ui_size);
        if (menu.draw) (this->*menu.draw)();
        draw_entries_of(menu.label);
        draw_script_commands(menu.label);
        ImGui::PopFont();
        ImGui::EndMenu();
    }
    if (!open || in_submenu_) return;
    // ImGui 1.86 closes a menu at Left and Right.
    const int side = compat::key_pressed(ImGuiKey_RightArrow) ? 1 : compat::key_pressed(ImGuiKey_LeftArrow) ? -1 : 0;
    const std::size_t count = menus.size();
    if (side != 0) ImGui::OpenPopup(menus[(*open + count + static_cast<std::size_t>(side)) % count].label.c_str());
}

bool Menus::begin_submenu(const char* label) {
    const bool open = ImGui::BeginMenu(label);
    shown_.emplace_back(label);
    in_submenu_ |= open;
    return open;
}

void Menus::draw_gimbal() { commands({"help.about", "-", "window.quit"}); }

void Menus::draw_file() {
    commands({"file.new_scene", "file.open_scene", "file.save_scene", "file.save_scene_as", "-", "file.open_mesh",
              "file.save_mesh", "-", "script.new", "script.open", "script.save", "script.save_as"});
    if (panels_.editor.script().changed_elsewhere()) commands({"script.reload", "script.keep"});
    commands({"script.run_file", "-"});
    draw_examples();
    draw_recent();
    commands({"-", "window.quit"});
}

void Menus::draw_examples() {
    const bool open = begin_submenu("Examples");
    const std::filesystem::path folder = context_.scripts_dir / "examples";
    if (open && !examples_open_) examples_ = example_scripts(folder);
    examples_open_ = open;
    if (!open) return;
    for (const ExampleScript& script : examples_) {
        if (item(script.path.filename().string())) context_.window.open_path(script.path.string());
        late_tooltip(script.summary);
    }
    if (examples_.empty()) item("None", {}, "There are no scripts in " + folder.string());
    ImGui::EndMenu();
}

void Menus::draw_recent() {
    if (!begin_submenu("Recent")) return;
    const std::vector<std::string> files = context_.settings.recent_files();
    for (std::size_t at = 0; at < files.size(); ++at) {
        const std::filesystem::path path(files[at]);
        ImGui::PushID(static_cast<int>(at));  // two folders can have files of one name
        if (item(path.filename().string())) context_.window.open_path(path.string());
        late_tooltip(path.string());
        ImGui::PopID();
    }
    if (files.empty()) item("None", {}, "No file has been opened yet");
    ImGui::EndMenu();
}

void Menus::draw_edit() {
    if (context_.window.focused_panel() == "editor") {
        commands({"text.undo", "text.redo"});
    } else {
        const std::string undo = context_.document.undo_name(), redo = context_.document.redo_name();
        command("edit.undo", undo.empty() ? "" : "Undo " + console::in_one_line(undo, longest_step_name));
        command("edit.redo", redo.empty() ? "" : "Redo " + console::in_one_line(redo, longest_step_name));
    }
    commands({"-", "text.cut", "text.copy", "text.paste", "text.select_all", "text.find", "text.replace", "-",
              "object.duplicate", "object.delete"});
}

void Menus::draw_view() {
    commands({"view.frame_selected", "view.frame_all"});
    const document::Camera camera = context_.document.camera();
    command("view.wireframe", {}, camera.wireframe);
    command("view.orthographic", {}, camera.orthographic);
    commands({"-", "view.front", "view.right", "view.top", "-", "panel.maximise", "panel.reset_layout", "text.larger",
              "text.smaller", "text.default_size", "-"});
    draw_panels();
    if (!begin_submenu("Scale")) return;
    for (const auto& [label, factor] : {std::pair{"100 %", 1.0f}, {"125 %", 1.25f}, {"150 %", 1.5f}, {"200 %", 2.0f}})
        if (item(label, {}, {}, scale_ == factor)) context_.window.set_scale(factor);
    ImGui::EndMenu();
}

void Menus::draw_panels() {
    if (!begin_submenu("Panels")) return;
    for (const char* panel : {"view", "console", "editor", "info", "outliner", "properties"})
        command(std::string("panel.show_") + panel, {}, context_.window.panel_shown(panel));
    ImGui::EndMenu();
}

void Menus::draw_mesh() {
    if (begin_submenu("Add")) {
        for (const std::string& kind : document::primitive_kinds())
            if (item(capitalised(kind))) context_.window.run_command("object.add", {{"kind", kind}});
        ImGui::EndMenu();
    }
    ImGui::Separator();
    for (const document::CommandPtr& one : context_.commands.document().all())
        if (acts_on_meshes(*one)) command(one->name);
}

void Menus::draw_script() {
    commands({"script.run", "script.run_in_console", "script.run_cell", "script.run_selection", "script.show_error"});
    command("script.run_when_saved", {}, panels_.editor.script().run_when_saved());
    commands({"-", "run.stop", "run.stop_tasks", "python.restart", "python.environment", "link.show", "-"});
    command(panels_.info.recording() ? "info.end_recording" : "info.record");
    commands({"info.to_script", "info.to_command", "-", "console.copy_without_prompts", "console.copy_script",
              "console.clear"});
    command("console.variables", {}, panels_.console.front().shows_variables());
    commands({"console.new", "console.close"});
}

void Menus::draw_entry(const MenuEntry& entry) {
    if (item(entry.label + "##" + std::to_string(entry.id))) context_.module.click_menu_entry(entry.id, entry.label);
}

void Menus::draw_plugins() {
    command("plugins.list");
    std::string open_menu;
    for (const MenuEntry& entry : entries_) {  // a menu that is not in the bar becomes a group here
        if (is_built_in(entry.menu)) continue;
        if (entry.menu != open_menu) {
            ImGui::Separator();
            ImGui::TextDisabled("%s", entry.menu.c_str());
            shown_.push_back(entry.menu);
            open_menu = entry.menu;
        }
        draw_entry(entry);
    }
}

void Menus::draw_entries_of(const std::string& menu) {
    bool first = true;
    for (const MenuEntry& entry : entries_) {
        if (entry.menu != menu) continue;
        if (std::exchange(first, false)) ImGui::Separator();
        draw_entry(entry);
        late_tooltip("Plug-in " + entry.plugin);
    }
}

std::vector<std::string> Menus::menus_of_scripts() const {
    std::vector<std::string> labels;
    for (const document::CommandPtr& one : script_commands_) {
        std::string label = one->menu.substr(0, one->menu.find('/'));
        if (label != "Gimbal" && !is_built_in(label) && std::ranges::find(labels, label) == labels.end())
            labels.push_back(std::move(label));
    }
    return labels;
}

void Menus::draw_script_commands(const std::string& path) {
    std::vector<std::string> submenus;
    bool first = path.find('/') == std::string::npos && is_built_in(path);
    const auto separate = [&] {
        if (std::exchange(first, false)) ImGui::Separator();
    };
    for (const document::CommandPtr& one : script_commands_) {
        if (one->menu.starts_with(path + "/")) {
            std::string next = one->menu.substr(path.size() + 1);
            next.resize(std::min(next.size(), next.find('/')));
            if (std::ranges::find(submenus, next) == submenus.end()) submenus.push_back(std::move(next));
        }
        if (one->menu != path) continue;
        separate();
        command(one->name, one->label + (opens_form(*one) ? "\xE2\x80\xA6" : ""));
    }
    for (const std::string& submenu : submenus) {
        separate();
        if (!begin_submenu(submenu.c_str())) continue;
        draw_script_commands(path + "/" + submenu);
        ImGui::EndMenu();
    }
}

void Menus::draw_help() {
    commands({"help.keys", "help.console_tips", "help.crash_report", "help.about"});
    draw_notes();
}

// Makes the actions of notifications available to the keyboard.
void Menus::draw_notes() {
    const std::vector<Notifications::Action> offered = panels_.notifications.offered();
    if (!offered.empty()) ImGui::Separator();
    for (std::size_t at = 0; at < offered.size(); ++at) {
        const std::string label = elided(nullptr, ImGui::GetFontSize(), offered[at].label, note_width * scale_);
        if (item(label + "##note" + std::to_string(at))) offered[at].chosen();
    }
}

}  // namespace gimbal::app
