// Each menu of the bar, its items with their keys, greyed ones with their reason.
#include <imgui.h>

#include <cctype>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

#include "api/document/mesh/mesh_ops.h"
#include "app/panels/menus/menu_bar_state.h"
#include "app/panels/outliner/scene_actions.h"
#include "app/panels/widgets.h"
#include "app/settings.h"
#include "gimbal/console/imgui_compat.h"

namespace gimbal::app {

namespace {

constexpr float note_width = 360;
constexpr const char* built_in_menus[] = {"File", "Edit", "View", "Mesh", "Script", "Plug-ins", "Help"};

bool is_built_in(const std::string& menu) {
    for (const char* name : built_in_menus)
        if (menu == name) return true;
    return false;
}

}  // namespace

bool MenuBar::State::item(const std::string& label, const char* keys_shown, const std::string& why_not, bool ticked) {
    const std::string column = *keys_shown ? std::string("    ") + keys_shown
                                           : "";  // ImGui's own gap is too narrow to read down
    const bool chosen = ImGui::MenuItem(label.c_str(), column.c_str(), ticked, why_not.empty());
    late_tooltip(why_not);
    const std::string keys_read = *keys_shown ? std::string("  ") + keys_shown : "",
                      reason = why_not.empty() ? "" : "  (" + why_not + ")";
    shown.push_back(label.substr(0, label.find("##")) + keys_read + reason);
    return chosen;
}

bool MenuBar::State::begin_menu(const console::PanelStyle& style, const char* label) {
    const bool ours = std::string_view(label) == "Gimbal";  // the program's own menu, in its colour
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(11 * style.scale, 6 * style.scale));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(12 * style.scale, 10 * style.scale));
    compat::push_font(ours ? style.semibold : style.ui, style.ui_size);
    ImGui::PushStyleColor(ImGuiCol_Text, ours ? style.palette.running : style.palette.text);
    const bool open = ImGui::BeginMenu(label);
    ImGui::PopStyleColor();
    ImGui::PopFont();
    ImGui::PopStyleVar(2);
    return open;
}

void MenuBar::State::draw_menus(const console::PanelStyle& style) {
    struct Menu {
        const char* label;
        void (State::*draw)();
    };
    constexpr Menu menus[] = {{"Gimbal", &State::draw_gimbal},    {"File", &State::draw_file},
                              {"Edit", &State::draw_edit},        {"View", &State::draw_view},
                              {"Mesh", &State::draw_mesh},        {"Script", &State::draw_script},
                              {"Plug-ins", &State::draw_plugins}, {"Help", &State::draw_help}};
    shown.clear();
    scale = style.scale;
    if (std::exchange(menus_asked, false)) ImGui::OpenPopup("File");
    std::optional<std::size_t> open;
    in_submenu = false;
    for (std::size_t at = 0; at < std::size(menus); ++at) {
        if (!begin_menu(style, menus[at].label)) continue;
        open = at;
        compat::push_font(style.ui, style.ui_size);
        (this->*menus[at].draw)();
        draw_entries_of(menus[at].label);
        ImGui::PopFont();
        ImGui::EndMenu();
    }
    if (!open || in_submenu) return;
    const int side = compat::key_pressed(ImGuiKey_RightArrow) ? 1 : compat::key_pressed(ImGuiKey_LeftArrow) ? -1 : 0;
    const std::size_t count = std::size(menus);
    if (side != 0) ImGui::OpenPopup(menus[(*open + count + static_cast<std::size_t>(side)) % count].label);
}

bool MenuBar::State::begin_submenu(const char* label) {
    const bool open = ImGui::BeginMenu(label);
    in_submenu |= open;
    return open;
}

void MenuBar::State::draw_gimbal() {
    if (item("About Gimbal")) about.show();
    ImGui::Separator();
    if (item("Quit", keys_of(WindowAction::quit))) perform(WindowAction::quit);
}

void MenuBar::State::draw_file() {
    const auto action = [this](const char* label, WindowAction what) {
        if (item(label, keys_of(what))) perform(what);
    };
    action("Open mesh\xE2\x80\xA6", WindowAction::open_mesh);
    const std::string empty_scene = context.document.object_count() ? "" : "The scene is empty.";
    if (item("Save mesh\xE2\x80\xA6", keys_of(WindowAction::save_mesh), empty_scene)) save_mesh();
    ImGui::Separator();
    action("New script", WindowAction::new_script);
    if (item("Open script\xE2\x80\xA6")) open_script();
    action("Save script", WindowAction::save_script);
    action("Save script as\xE2\x80\xA6", WindowAction::save_script_as);
    if (panels.editor.changed_elsewhere()) {
        action("Reload script", WindowAction::reload_script);
        action("Keep this script", WindowAction::keep_script);
    }
    action("Run script file\xE2\x80\xA6", WindowAction::run_file);
    ImGui::Separator();
    draw_examples();
    draw_recent();
    ImGui::Separator();
    action("Quit", WindowAction::quit);
}

void MenuBar::State::draw_examples() {
    const bool open = begin_submenu("Examples");
    if (open && !examples_open) examples = example_scripts(context.scripts_dir / "examples");
    examples_open = open;
    if (!open) return;
    for (const ExampleScript& script : examples) {
        if (item(script.path.filename().string())) context.window.open_path(script.path.string());
        late_tooltip(script.summary);
    }
    if (examples.empty()) item("None", "", "No scripts in " + (context.scripts_dir / "examples").string());
    ImGui::EndMenu();
}

void MenuBar::State::draw_recent() {
    if (!begin_submenu("Recent")) return;
    const std::vector<std::string> files = context.settings.recent_files();
    for (std::size_t at = 0; at < files.size(); ++at) {
        const std::filesystem::path path(files[at]);
        ImGui::PushID(static_cast<int>(at));  // two folders may hold files of one name
        if (item(path.filename().string())) context.window.open_path(path.string());
        late_tooltip(path.string());
        ImGui::PopID();
    }
    if (files.empty()) item("None", "", "No file was opened yet.");
    ImGui::EndMenu();
}

void MenuBar::State::draw_edit() {
    const bool editor = in_editor();
    ScriptEditorPanel* text = &panels.editor;
    if (editor) {
        if (item("Undo typing", keys_of(WindowAction::undo), text->can_undo() ? "" : "Nothing to undo.")) text->undo();
        if (item("Redo typing", keys_of(WindowAction::redo), text->can_redo() ? "" : "Nothing to redo.")) text->redo();
    } else {
        const std::string back = context.document.undo_name(), forth = context.document.redo_name();
        if (item("Undo" + (back.empty() ? "" : " " + back) + "##undo", keys_of(WindowAction::undo),
                 back.empty() ? "Nothing to undo." : ""))
            undo(context);
        if (item("Redo" + (forth.empty() ? "" : " " + forth) + "##redo", keys_of(WindowAction::redo),
                 forth.empty() ? "Nothing to redo." : ""))
            redo(context);
    }
    ImGui::Separator();
    const std::string panel = focused();
    const bool can_copy = editor || (panel == "console" && panels.console.has_selection()) ||
                          (panel == "info" && panels.info.has_selection());
    const std::string only_editor = editor ? "" : "The keyboard is not in the script editor.";
    if (item("Cut", "Ctrl-X", only_editor)) text->cut();
    if (item("Copy", "Ctrl-C", can_copy ? "" : "No text is selected.")) {
        if (editor) text->copy();
        else if (panel == "console") panels.console.copy_selection();
        else panels.info.copy();
    }
    if (item("Paste", "Ctrl-V", editor || panel == "console" ? "" : "The keyboard is not in a text.")) {
        if (editor) text->paste();
        else
            context.clipboard.get([&console = panels.console](std::string pasted) { console.type(std::move(pasted)); });
    }
    if (item("Select all", "Ctrl-A", only_editor)) text->select_all();
    if (item("Find", "Ctrl-F",
             editor || panel == "console" || panel == "info" ? "" : "The keyboard is not in a text.")) {
        if (editor) text->find();
        else if (panel == "console") panels.console.find();
        else panels.info.find();
    }
    if (item("Replace", "Ctrl-H", only_editor)) text->replace();
    ImGui::Separator();
    const std::string none_selected = context.document.selection().empty() ? "No object is selected." : "";
    if (item("Duplicate objects", "", none_selected)) context.window.run_command("object.duplicate", {});
    if (item("Delete objects", "Delete", none_selected)) delete_selected(context);
}

void MenuBar::State::draw_view() {
    const auto action = [this](const char* label, WindowAction what, const std::string& why_not = "") {
        if (item(label, keys_of(what), why_not)) perform(what);
    };
    action("Frame selected", WindowAction::frame_selected,
           context.document.selection().empty() ? "No object is selected." : "");
    action("Frame all", WindowAction::frame_all);
    action("Wireframe", WindowAction::wireframe);
    ImGui::Separator();
    action("Front", WindowAction::front_view);
    action("Right", WindowAction::right_view);
    action("Top", WindowAction::top_view);
    ImGui::Separator();
    if (item("Maximise panel", "Double click")) context.window.toggle_maximised();
    if (item("Reset layout")) context.window.reset_layout();
    action("Larger text", WindowAction::text_larger);
    action("Smaller text", WindowAction::text_smaller);
    action("Usual text size", WindowAction::text_usual);
    if (!begin_submenu("Scale")) return;
    for (const auto& [label, factor] : {std::pair{"100 %", 1.0f}, {"125 %", 1.25f}, {"150 %", 1.5f}, {"200 %", 2.0f}})
        if (item(label, "", "", scale == factor)) context.window.set_scale(factor);
    ImGui::EndMenu();
}

void MenuBar::State::draw_mesh() {
    if (begin_submenu("Add")) {
        for (const std::string& kind : document::primitive_kinds()) {
            std::string label = kind;
            label[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(label[0])));
            if (item(label)) add_primitive(context, kind);
        }
        ImGui::EndMenu();
    }
    ImGui::Separator();
    const document::ScenePtr scene = context.document.snapshot();
    for (const document::Command& command : context.commands.all()) {
        if (!acts_on_meshes(command)) continue;
        if (item(command.label, "", command.reason(*scene)))
            context.window.run_command(command.name, {});
        late_tooltip(command.doc);
    }
}

void MenuBar::State::draw_script() {
    const auto action = [this](const char* label, WindowAction what) {
        if (item(label, keys_of(what))) perform(what);
    };
    action("Run", WindowAction::run_script);
    action("Run in console", WindowAction::run_in_console);
    action("Run cell", WindowAction::run_cell);
    action("Run selection or statement", WindowAction::run_selection);
    ScriptEditorPanel* editor = &panels.editor;
    action("Show the error", WindowAction::show_error);
    if (item("Run when saved elsewhere", "", editor->file().empty() ? "The script has no file yet." : "",
             editor->run_when_saved()))
        editor->set_run_when_saved(!editor->run_when_saved());
    ImGui::Separator();
    if (item("Stop", keys_of(WindowAction::stop), context.engine.is_busy() ? "" : "Nothing runs."))
        context.engine.stop();
    if (item("Stop background tasks", "",
             context.engine.background_tasks() ? "" : "No asyncio task runs in the background."))
        context.engine.cancel_background_tasks();
    ImGui::Separator();
    if (item("Copy input without prompts", "Ctrl-Alt-C",
             panels.console.has_selection() ? "" : "No text is selected in the console."))
        panels.console.copy_without_prompts();
    if (item("Copy session as a script", "Ctrl-Alt-S")) panels.console.copy_script();
    if (item("Open the last error", "F8")) panels.console.open_last_error();
    if (item("Clear console", "Ctrl-L")) panels.console.clear();
    if (item("Variables", "F4", "", panels.console.shows_variables())) panels.console.toggle_variables();
    if (item("New console", "Ctrl-Shift-T")) panels.console.add();
    if (item("Close console", "Ctrl-Shift-W", panels.console.shown() == 0 ? "The first console stays." : ""))
        panels.console.close(panels.console.shown());
}

void MenuBar::State::draw_plugins() {
    if (item("Plug-ins\xE2\x80\xA6")) plugins.show();
    std::string open_menu;
    for (const MenuEntry& entry : entries) {  // menus of their own become groups here
        if (is_built_in(entry.menu)) continue;
        if (entry.menu != open_menu) {
            ImGui::Separator();
            ImGui::TextDisabled("%s", entry.menu.c_str());
            shown.push_back(entry.menu);
            open_menu = entry.menu;
        }
        if (item(entry.label + "##" + std::to_string(entry.id))) context.module.click_menu_entry(entry.id, entry.label);
    }
}

void MenuBar::State::draw_help() {
    if (item("Keys", keys_of(WindowAction::keys))) keys.show();
    if (item("Console tips")) {
        panels.console.print("Tab completes names and attributes. Up and Down bring earlier input.\n"
                             "Shift-Enter adds a line, Enter runs a complete block, Ctrl-C stops it.\n"
                             "gimbal.scene.objects lists the scene; help(gimbal.io.load) explains a function.\n",
                             console::Stream::host);
        context.window.focus_panel("console");
    }
    const std::filesystem::path crash = context.window.newest_crash_report();
    if (item("Last crash report", "", crash.empty() ? "No crash is on record." : "") && panels.editor.open(crash))
        context.window.focus_panel("editor");
    if (item("About Gimbal")) about.show();
    draw_notes();
}

// So that what a card in the corner offers needs no mouse.
void MenuBar::State::draw_notes() {
    std::vector<Notifications::Action> offered = panels.notifications.offered();
    if (!offered.empty()) ImGui::Separator();
    for (std::size_t at = 0; at < offered.size(); ++at) {
        const std::string label = elided(nullptr, ImGui::GetFontSize(), offered[at].label, note_width * scale);
        if (item(label + "##note" + std::to_string(at))) offered[at].chosen();
    }
}

void MenuBar::State::draw_entries_of(const std::string& menu) {
    bool first = true;
    for (const MenuEntry& entry : entries) {
        if (entry.menu != menu) continue;
        if (first) ImGui::Separator();
        first = false;
        if (item(entry.label + "##" + std::to_string(entry.id))) context.module.click_menu_entry(entry.id, entry.label);
        late_tooltip("Plug-in " + entry.plugin);
    }
}

}  // namespace gimbal::app
