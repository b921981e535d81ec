// Gimbal > About: the program, its licence, its Python, the open files and the user's folders.
#include <imgui.h>

#include "app/panels/dialogs/dialog.h"
#include "app/panels/dialogs/dialogs.h"
#include "app/panels/widgets.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr float width = 560;

void fact(const PanelStyle& style, const char* name, const std::string& value, std::vector<std::string>& shown) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float column = 120 * style.scale;
    draw_text(style, at.x, at.y, style.palette.dim, name);
    draw_text(style, at.x + column, at.y, style.palette.text, elided(style, value, width * style.scale - column));
    ImGui::Dummy({width * style.scale, style.ui_size + 2 * style.scale});
    late_tooltip(value);
    shown.push_back(std::string(name) + "  " + value);
}

}  // namespace

void AboutDialog::draw(const PanelStyle& style, const console::EngineReady& python, const AppContext& context,
                       const std::string& scene, const std::string& script) {
    GIMBAL_ON(ui);
    if (!open_) return;
    if (!begin_dialog("##about", style, "Gimbal", 0, 0)) return;
    const char* sentence = "A Python console for C++ applications, and a mesh workbench that uses it.";
    ImGui::TextUnformatted(sentence);
    ImGui::Dummy({0, 4 * style.scale});
    shown_ = {"Gimbal", sentence};
    fact(style, "Version", context.version, shown_);
    fact(style, "Licence", "MIT: use, change and share it freely; without warranty", shown_);
    fact(style, "Python", python.python_version.empty() ? "starting" : python.python_version, shown_);
    fact(style, "Library", python.python_library, shown_);
    fact(style, "Executable", python.executable, shown_);
    const std::string environment = context.environment.folder().string();
    fact(style, "Environment", environment.empty() ? "none" : environment, shown_);
    fact(style, "Scene", scene.empty() ? "no file" : scene, shown_);
    fact(style, "Script", script, shown_);
    fact(style, "Your files", context.user_dir.string(), shown_);
    fact(style, "Scripts", context.scripts_dir.string(), shown_);
    fact(style, "Dear ImGui", ImGui::GetVersion(), shown_);
    const float button = 108 * style.scale;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + width * style.scale - button);
    open_ = !ImGui::Button("Close", {button, 0}) && !escape_pressed();
    end_dialog(!open_);
}

}  // namespace gimbal::app
