// The bar at the top with its menus and dialogs, and the keys that work wherever the keyboard is.
#include <imgui.h>

#include <algorithm>

#include "api/document/io/mesh_io.h"
#include "app/panels/menus/menu_bar_state.h"
#include "app/panels/outliner/scene_actions.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"

namespace gimbal::app {

namespace fs = std::filesystem;

void MenuBar::State::open_mesh() {
    panels.browser.open({.mode = FileBrowser::Mode::open,
                         .title = "Open mesh",
                         .extensions = document::readable_extensions(),
                         .accepted = [this](const fs::path& path) { context.window.open_path(path.string()); }});
}

void MenuBar::State::save_mesh() {
    const document::ScenePtr scene = context.document.snapshot();
    const document::Object* active = scene->find(scene->active());
    panels.browser.open({.mode = FileBrowser::Mode::save,
                         .title = scene->selection().empty() ? "Save all objects" : "Save the selected objects",
                         .extensions = document::writable_extensions(),
                         .suggested_name = (active ? active->name : "scene") + ".obj",
                         .accepted = [this](const fs::path& path) { save_meshes_to(context, path.string()); }});
}

void MenuBar::State::open_script() {
    panels.browser.open({.mode = FileBrowser::Mode::open,
                         .title = "Open script",
                         .extensions = {".py"},
                         .accepted = [this](const fs::path& path) {
                             if (panels.editor.open(path)) context.window.focus_panel("editor");
                         }});
}

void MenuBar::State::run_file() {
    panels.browser.open({.mode = FileBrowser::Mode::open,
                         .title = "Run script file",
                         .extensions = {".py"},
                         .accepted = [this](const fs::path& path) { context.window.run_script(path.string()); }});
}

void MenuBar::State::perform(WindowAction action) {
    using enum WindowAction;
    switch (action) {
        case quit: context.window.quit(); break;
        case open_mesh: this->open_mesh(); break;
        case save_mesh: this->save_mesh(); break;
        case run_file: this->run_file(); break;
        case WindowAction::keys: this->keys.show(); break;
        case menus: menus_asked = true; break;
        case WindowAction::undo: app::undo(context); break;
        case WindowAction::redo: app::redo(context); break;
        case new_script:
            panels.editor.new_file();
            context.window.focus_panel("editor");
            break;
        case save_script: panels.editor.save(); break;
        case save_script_as: panels.editor.save_as(); break;
        case reload_script: panels.editor.reload(); break;
        case show_error: panels.editor.show_error(); break;
        case keep_script: panels.editor.keep(); break;
        case run_script: panels.editor.run(); break;
        case run_cell: panels.editor.run_cell(); break;
        case run_selection: panels.editor.run_selection(); break;
        case run_in_console: panels.editor.run_in_console(); break;
        case text_larger:
        case text_smaller:
        case text_usual: context.window.zoom_text(action == text_larger ? 1 : action == text_smaller ? -1 : 0); break;
        case stop: context.window.stop(); break;
        case WindowAction::delete_selected: app::delete_selected(context); break;
        case frame_selected: context.window.run_command("view.frame_selected", {}); break;
        case frame_all: context.window.run_command("view.frame_all", {}); break;
        case wireframe: context.window.toggle_wireframe(); break;
        case front_view: context.window.run_command("view.axis", {{"name", std::string("front")}}); break;
        case right_view: context.window.run_command("view.axis", {{"name", std::string("right")}}); break;
        case top_view: context.window.run_command("view.axis", {{"name", std::string("top")}}); break;
        case none: break;
    }
}

std::string MenuBar::State::note() const {
    const std::string file = fs::path(context.document.file_name()).filename().string();
    const std::string version = python.python_version.substr(0, python.python_version.find(' '));
    const std::string words = version.empty() ? "Python is starting" : "Python " + version;
    return file.empty() ? words : file + "  \xC2\xB7  " + words;
}

MenuBar::MenuBar(AppContext& context, Panels panels) : state_(std::make_unique<State>(context, panels)) {
    state_->panels.editor.set_browser(&panels.browser);
    state_->panels.editor.set_consoles(&panels.console);
}
MenuBar::~MenuBar() = default;

void MenuBar::draw(console::Rect rect, const console::PanelStyle& style) {
    State& state = *state_;
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
    const std::string note = state.note();
    const float right = rect.x + rect.width - 12 * style.scale;
    draw_text(style.ui, style.ui_size, right - text_width(style.ui, style.ui_size, note),
              rect.y + (rect.height - style.ui_size) / 2, style.palette.dim, note);
    ImGui::PopClipRect();
    const bool menus = ImGui::BeginMenuBar();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(4);  // before the menus: they are drawn with the window's usual spacing
    if (menus) {
        state.draw_menus(style);
        ImGui::EndMenuBar();
    }
    ImGui::End();
    state.keys.draw(style);
    state.about.draw(style, state.python, state.context);
    state.plugins.draw(style, state.context);
    state.panels.editor.draw_question(style);
    ImGui::PopFont();
}

void MenuBar::handle(const console::ConsoleEvent& event) {
    if (const auto* ready = std::get_if<console::EngineReady>(&event)) state_->python = *ready;
}

void MenuBar::set_entries(std::vector<MenuEntry> entries) { state_->entries = std::move(entries); }
void MenuBar::set_plugins(std::vector<PluginInfo> plugins) { state_->plugins.set_plugins(std::move(plugins)); }

bool MenuBar::handle_key(const console::InputEvent& event) {
    const WindowAction action = action_of(event, state_->focused());
    if (action == WindowAction::none) return false;
    state_->perform(action);
    return true;
}

bool MenuBar::dialog_open() const {
    const State& state = *state_;
    return state.keys.is_open() || state.about.is_open() || state.plugins.is_open() || state.panels.editor.asking();
}

std::vector<std::string> MenuBar::rows() const {
    const State& state = *state_;
    std::vector<std::string> rows = state.shown;
    for (const auto& part :
         {state.keys.rows(), state.about.rows(), state.plugins.rows(), state.panels.editor.question_rows()})
        rows.insert(rows.end(), part.begin(), part.end());
    if (rows.empty()) rows.push_back(state.note());
    return rows;
}

void MenuBar::ask_unsaved_then(std::function<void()> go_on) {
    state_->panels.editor.ask_unsaved_then(std::move(go_on));
}

}  // namespace gimbal::app
