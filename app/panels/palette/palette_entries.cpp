#include "app/panels/palette/palette_entries.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "api/document/mesh/mesh_ops.h"
#include "app/panels/editor/example_scripts.h"
#include "app/panels/menus/key_table.h"
#include "app/panels/widgets.h"
#include "app/settings.h"
#include "app/window_commands.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

// "Mesh" of "mesh.smooth".
std::string group_of(const std::string& command) { return capitalised(command.substr(0, command.find('.'))); }

// Commands that only a panel starts, with arguments that it knows, would be noise here.
bool is_listed(const document::Command& command) {
    return command.name != "palette.open" &&
           std::ranges::none_of(command.parameters, [](const document::Parameter& parameter) {
               return parameter.required && std::holds_alternative<std::vector<std::string>>(parameter.default_value);
           });
}

void add_commands(std::vector<PaletteEntry>& entries, AppContext& context) {
    const ScenePtr scene = context.document.snapshot();
    for (const document::CommandPtr& command : context.commands.all()) {
        if (!is_listed(*command)) continue;
        entries.push_back({.label = command->label,
                           .kind = command->menu.empty() ? group_of(command->name) : command->menu,
                           .keys = context.keys.keys_of(command->name),
                           .note = command->doc,
                           .why_not = command->reason(*scene),
                           .chosen = [&context, name = command->name] { perform_command(context, name); }});
    }
    for (const std::string& kind : document::primitive_kinds())
        entries.push_back({.label = "Add " + kind,
                           .kind = "Object",
                           .note = "Add a primitive at the origin and select it.",
                           .chosen = [&context, kind] {
                               context.window.run_command("object.add", {{"kind", kind}});
                           }});
}

void add_files(std::vector<PaletteEntry>& entries, AppContext& context, const MenuPanels& panels) {
    const OpenScript& script = panels.editor.script();
    if (!script.path().empty())
        entries.push_back({.label = script.path().filename().string(),
                           .kind = "Open script",
                           .note = script.path().string(),
                           .chosen = [&context] { context.window.focus_panel("editor"); }});
    for (const ExampleScript& example : example_scripts(context.scripts_dir / "examples"))
        entries.push_back({.label = example.path.filename().string(),
                           .kind = "Example",
                           .note = example.summary,
                           .chosen = [&context, path = example.path.string()] { context.window.open_path(path); }});
    for (const std::string& file : context.settings.recent_files())
        entries.push_back({.label = std::filesystem::path(file).filename().string(),
                           .kind = "Recent file",
                           .note = file,
                           .chosen = [&context, file] { context.window.open_path(file); }});
}

void add_objects(std::vector<PaletteEntry>& entries, AppContext& context) {
    context.document.snapshot()->for_each([&](document::ObjectId, const document::Object& object) {
        entries.push_back(
            {.label = object.name, .kind = "Object", .note = "Select it.", .chosen = [&context, name = object.name] {
                 context.window.run_command("object.select", {{"name", std::vector{name}}});
             }});
    });
}

}  // namespace

std::vector<PaletteEntry> palette_entries(AppContext& context, const MenuPanels& panels) {
    GIMBAL_ON(ui);
    std::vector<PaletteEntry> entries;
    add_commands(entries, context);
    add_files(entries, context, panels);
    add_objects(entries, context);
    return entries;
}

}  // namespace gimbal::app
