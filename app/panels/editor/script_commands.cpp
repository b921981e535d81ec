// The script editor's commands: the keys of the editor and the menus start them.
#include "app/panels/editor/script_editor.h"

namespace gimbal::app {

void ScriptEditorPanel::add_commands() {
    const auto add = [this](const char* name, const char* label, auto perform) {
        context_.commands.add({.name = name, .label = label, .perform = perform});
    };
    add("script.new", "New script", [this] {
        script_.new_file();
        context_.window.focus_panel("editor");
    });
    add("script.save", "Save script", [this] { script_.save(); });
    add("script.save_as", "Save script as\xE2\x80\xA6", [this] { script_.save_as(); });
    add("script.reload", "Reload script", [this] { script_.reload(); });
    add("script.keep", "Keep this script", [this] { script_.keep(); });
    add("script.run", "Run", [this] { runs_.run(); });
    add("script.run_in_console", "Run in console", [this] { runs_.run_in_console(); });
    add("script.run_cell", "Run cell", [this] { runs_.run_cell(); });
    add("script.run_selection", "Run selection or statement", [this] { runs_.run_selection(); });
    add("script.show_error", "Go to error", [this] { go_to_error(); });
    context_.commands.add(
        {.name = "script.run_when_saved",
         .label = "Run when saved elsewhere",
         .why_not = [this](const Scene&) { return script_.path().empty() ? "The script has no file yet" : ""; },
         .perform = [this] { script_.set_run_when_saved(!script_.run_when_saved()); }});
}

}  // namespace gimbal::app
