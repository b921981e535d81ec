// The script editor's commands: the keys of the editor and the menus start them.
#include "app/panels/panels.h"
#include "app/window_commands.h"

namespace gimbal::app {

void ScriptEditorPanel::add_commands(AppContext& context) {
    const auto add = [&](const char* name, const char* label, void (ScriptEditorPanel::*function)()) {
        context.commands.add({.name = name, .label = label, .perform = [this, function] { (this->*function)(); }});
    };
    context.commands.add({.name = "script.new", .label = "New script", .perform = [this, &context] {
                              new_file();
                              context.window.focus_panel("editor");
                          }});
    add("script.save", "Save script", &ScriptEditorPanel::save);
    add("script.save_as", "Save script as\xE2\x80\xA6", &ScriptEditorPanel::save_as);
    add("script.reload", "Reload script", &ScriptEditorPanel::reload);
    add("script.keep", "Keep this script", &ScriptEditorPanel::keep);
    add("script.run", "Run", &ScriptEditorPanel::run);
    add("script.run_in_console", "Run in console", &ScriptEditorPanel::run_in_console);
    add("script.run_cell", "Run cell", &ScriptEditorPanel::run_cell);
    add("script.run_selection", "Run selection or statement", &ScriptEditorPanel::run_selection);
    add("script.show_error", "Show the error", &ScriptEditorPanel::show_error);
    context.commands.add(
        {.name = "script.run_when_saved",
         .label = "Run when saved elsewhere",
         .why_not = [this](const document::Scene&) { return file().empty() ? "The script has no file yet" : ""; },
         .perform = [this] { set_run_when_saved(!run_when_saved()); }});
}

}  // namespace gimbal::app
