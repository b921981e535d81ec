// The commands of the menu bar: their names, their conditions and their functions.
#include "app/panels/menus/menu_commands.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "api/document/io/mesh_io.h"
#include "app/panels/files/mesh_file_options.h"
#include "app/panels/info_script.h"
#include "app/panels/outliner/scene_actions.h"
#include "app/window_commands.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace fs = std::filesystem;

namespace {

using Perform = std::function<void()>;
using WhyNot = std::function<std::string()>;

// The panels and dialogs that the commands act on. Small, so that each command can hold a copy.
struct MenuTargets {
    AppContext& context;
    MenuPanels panels;
    MenuDialogs& dialogs;

    void add(const char* name, const char* label, Perform perform, WhyNot why_not = {}) const {
        document::Command command{.name = name, .label = label, .perform = std::move(perform)};
        if (why_not) command.why_not = [why_not = std::move(why_not)](const Scene&) { return why_not(); };
        context.commands.add(std::move(command));
    }
    std::string focused() const { return context.window.focused_panel(); }
    bool in_editor() const { return focused() == "editor"; }
};

auto drawn_by(AppContext& context, const std::shared_ptr<MeshFileOptions>& options) {
    return [&context, options](const PanelStyle& style, const fs::path& file, TabOrder& tabs,
                               std::vector<std::string>& rows) {
        return options->draw(context.window, style, file, tabs, rows);
    };
}

void open_mesh(AppContext& context, FileBrowser& browser) {
    const auto options = std::make_shared<MeshFileOptions>(false);
    browser.open({.mode = FileBrowser::Mode::open,
                  .title = "Open mesh",
                  .extensions = document::mesh_extensions(),
                  .accepted =
                      [&context, options](const fs::path& path) {
                          if (has_extension(path, document::mesh_extensions()))
                              context.window.open_mesh(path.string(), options->arguments());
                          else context.window.open_path(path.string());
                      },
                  .options = drawn_by(context, options),
                  .option_lines = MeshFileOptions::lines});
}

void save_mesh(AppContext& context, FileBrowser& browser) {
    const ScenePtr scene = context.document.snapshot();
    const Object* active = scene->find(scene->active());
    const auto options = std::make_shared<MeshFileOptions>(true);
    browser.open(
        {.mode = FileBrowser::Mode::save,
         .title = scene->selection().empty() ? "Save all objects" : "Save the selected objects",
         .extensions = document::mesh_extensions(),
         .suggested_name = (active ? active->name : "scene") + ".obj",
         .accepted = [&context,
                      options](const fs::path& path) { save_meshes_to(context, path.string(), options->arguments()); },
         .options = drawn_by(context, options),
         .option_lines = MeshFileOptions::lines});
}

void open_script(AppContext& context, FileBrowser& browser, OpenScript& script) {
    browser.open({.mode = FileBrowser::Mode::open,
                  .title = "Open script",
                  .extensions = {".py"},
                  .accepted = [&context, &script](const fs::path& path) {
                      if (script.open(path)) context.window.focus_panel("editor");
                  }});
}

void run_script_file(AppContext& context, FileBrowser& browser) {
    browser.open({.mode = FileBrowser::Mode::open,
                  .title = "Run script file",
                  .extensions = {".py"},
                  .accepted = [&context](const fs::path& path) { context.window.run_script(path.string()); }});
}

void add_file_commands(const MenuTargets& t) {
    AppContext& context = t.context;
    FileBrowser& browser = t.panels.browser;
    OpenScript& script = t.panels.editor.script();
    t.add("file.open_mesh", "Open mesh\xE2\x80\xA6", [&] { open_mesh(context, browser); });
    t.add(
        "file.save_mesh", "Save mesh\xE2\x80\xA6", [&] { save_mesh(context, browser); },
        [&] { return context.commands.at("io.save")->reason(*context.document.snapshot()); });
    t.add("script.open", "Open script\xE2\x80\xA6", [&] { open_script(context, browser, script); });
    t.add("script.run_file", "Run script file\xE2\x80\xA6", [&] { run_script_file(context, browser); });
    t.add("window.quit", "Quit", [&] { context.window.quit(); });
}

// Undo and redo of the scene are the document's commands; these are the ones of the text with the keyboard focus.
void add_text_commands(const MenuTargets& t) {
    AppContext& context = t.context;
    console::TextPane &editor = t.panels.editor.text(), &info = t.panels.info.text();
    console::ConsoleSet& console = t.panels.console;
    const WhyNot outside_editor = [t] {
        return t.in_editor() ? "" : "The script editor does not have the keyboard focus";
    };
    const auto outside = [t](std::initializer_list<std::string_view> panels, const char* reason) {
        return std::ranges::find(panels, t.focused()) == panels.end() ? reason : "";
    };
    t.add(
        "text.undo", "Undo typing", [&] { editor.undo(); }, [&] { return editor.can_undo() ? "" : "Nothing to undo"; });
    t.add(
        "text.redo", "Redo typing", [&] { editor.redo(); }, [&] { return editor.can_redo() ? "" : "Nothing to redo"; });
    t.add(
        "text.cut", "Cut", [&] { editor.cut(); }, outside_editor);
    t.add(
        "text.copy", "Copy",
        [t, &editor, &info, &console] {
            if (t.in_editor()) editor.copy();
            else if (t.focused() == "console") console.front().copy_selection();
            else info.copy();
        },
        [t, &info, &console] {
            const std::string panel = t.focused();
            const bool selected = panel == "editor" || (panel == "console" && console.front().has_selection()) ||
                                  (panel == "info" && info.has_selection());
            return selected ? "" : "No text is selected";
        });
    t.add(
        "text.paste", "Paste",
        [t, &context, &editor, &console] {
            if (t.in_editor()) return editor.paste();
            context.clipboard.get([&console](std::string pasted) { console.front().type(std::move(pasted)); });
        },
        [outside] {
            return outside({"editor", "console"}, "No text has the keyboard focus");
        });
    t.add(
        "text.select_all", "Select all", [&] { editor.select_all(); }, outside_editor);
    t.add(
        "text.find", "Find",
        [t, &editor, &info, &console] {
            if (t.in_editor()) editor.find();
            else if (t.focused() == "console") console.front().find();
            else info.find();
        },
        [outside] {
            return outside({"editor", "console", "info"}, "No text has the keyboard focus");
        });
    t.add(
        "text.replace", "Replace", [&] { editor.replace(); }, outside_editor);
}

void add_view_commands(const MenuTargets& t) {
    AppContext& context = t.context;
    for (const auto& [name, label, axis] :
         {std::tuple{"view.front", "Front", "front"}, {"view.right", "Right", "right"}, {"view.top", "Top", "top"}})
        t.add(name, label, [&context, axis] {
            context.window.run_command("view.axis", {{"name", std::string(axis)}});
        });
    t.add("view.wireframe", "Wireframe", [&] {
        context.window.run_command("view.set_wireframe", {{"on", !context.document.camera().wireframe}});
    });
    t.add("view.orthographic", "Orthographic", [&] {
        context.window.run_command("view.set_orthographic", {{"on", !context.document.camera().orthographic}});
    });
    for (const auto& [panel, label] : {std::pair{"view", "3D view"},
                                       {"console", "Console"},
                                       {"editor", "Script editor"},
                                       {"info", "Info"},
                                       {"outliner", "Outliner"},
                                       {"properties", "Properties"}})
        t.add((std::string("panel.show_") + panel).c_str(), label,
              [&context, panel] { context.window.show_panel(panel, !context.window.panel_shown(panel)); },
              [&context, panel] {
                  const bool last = context.window.panel_shown(panel) && !context.window.can_hide_panel(panel);
                  return last ? "The last panel stays" : "";
              });
    t.add("panel.maximise", "Maximise panel", [&] { context.window.toggle_maximised(); });
    t.add("panel.reset_layout", "Reset layout", [&] { context.window.reset_layout(); });
    t.add("text.larger", "Larger text", [&] { context.window.zoom_text(1); });
    t.add("text.smaller", "Smaller text", [&] { context.window.zoom_text(-1); });
    t.add("text.default_size", "Default text size", [&] { context.window.zoom_text(0); });
}

void add_run_commands(const MenuTargets& t) {
    AppContext& context = t.context;
    t.add(
        "run.stop", "Stop", [&] { context.engine.stop(); },
        [&] { return context.engine.runs().can_stop() ? "" : "Nothing runs"; });
    t.add(
        "run.stop_tasks", "Stop background tasks", [&] { context.engine.cancel_background_tasks(); },
        [&] { return context.engine.background_tasks() ? "" : "No asyncio task runs in the background"; });
    t.add(
        "python.restart", "Restart Python", [&] { context.window.restart(); },
        [&] { return context.window.why_no_restart(); });
    t.add("python.environment", "Python environment\xE2\x80\xA6",
          [&dialogs = t.dialogs] { dialogs.environment.show(); });
    t.add("link.show", "Live link\xE2\x80\xA6", [&dialogs = t.dialogs] { dialogs.link.show(); });
}

void add_info_commands(const MenuTargets& t) {
    AppContext& context = t.context;
    InfoPanel& info = t.panels.info;
    OpenScript& script = t.panels.editor.script();
    const auto open = [&context, &script](std::string text) {
        script.open_text(std::move(text));
        context.window.focus_panel("editor");
    };
    const auto why_no_action = [&info] { return info.actions().empty() ? "The Info log has no action yet" : ""; };
    t.add("info.record", "Record actions", [&context, &info] {
        info.record();
        context.window.notify("Actions are recorded. Script > End recording makes a script of them.", NoteLevel::info);
    });
    t.add("info.end_recording", "End recording", [&context, &info, open] {
        const std::vector<std::string> actions = info.end_recording();
        if (actions.empty()) return context.window.notify("Nothing was done meanwhile.", NoteLevel::info);
        open(script_of(actions));
    });
    t.add(
        "info.to_script", "Actions as a script", [&info, open] { open(script_of(info.actions())); }, why_no_action);
    t.add(
        "info.to_command", "Actions as a command", [&info, open] { open(command_script_of(info.actions())); },
        why_no_action);
}

void add_console_commands(const MenuTargets& t) {
    console::ConsoleSet& console = t.panels.console;
    t.add(
        "console.copy_without_prompts", "Copy without prompts", [&] { console.front().copy_without_prompts(); },
        [&] { return console.front().has_selection() ? "" : "No text is selected in the console"; });
    t.add("console.copy_script", "Copy session as a script", [&] { console.front().copy_script(); });
    t.add("console.clear", "Clear console", [&] { console.front().clear(); });
    t.add("console.variables", "Variables", [&] { console.front().toggle_variables(); });
    t.add("console.new", "New console", [&] { console.add(); });
    t.add(
        "console.close", "Close console", [&] { console.close(console.shown()); },
        [&] { return console.shown() == 0 ? "The first console stays open" : ""; });
}

void print_tips(console::ConsoleSet& console) {
    console.front().print(
        "Tab completes names and attributes. Up and Down bring back earlier input.\n"
        "Shift-Enter adds a line, Enter runs a complete block, Ctrl-C stops it.\n"
        "name? explains a name; F4 lists the variables; Ctrl-R searches earlier input.\n"
        "F8 goes to the line of an error. In a script, lines of # %% begin cells: Shift-Enter runs one.\n"
        "gimbal.scene.objects lists the scene; help(gimbal.io.load) explains a function.\n",
        console::Stream::host);
}

void add_help_commands(const MenuTargets& t) {
    AppContext& context = t.context;
    MenuDialogs& dialogs = t.dialogs;
    OpenScript& script = t.panels.editor.script();
    console::ConsoleSet& console = t.panels.console;
    t.add("help.keys", "Keys", [&] { dialogs.keys.show(); });
    t.add("help.about", "About Gimbal", [&] { dialogs.about.show(); });
    t.add("plugins.list", "Plug-ins\xE2\x80\xA6", [&] { dialogs.plugins.show(); });
    t.add("help.console_tips", "Console tips", [&] {
        print_tips(console);
        context.window.focus_panel("console");
    });
    t.add(
        "help.crash_report", "Last crash report",
        [&] {
            if (script.open(context.window.newest_crash_report())) context.window.focus_panel("editor");
        },
        [&] { return context.window.newest_crash_report().empty() ? "There is no crash report" : ""; });
}

}  // namespace

void add_menu_commands(AppContext& context, const MenuPanels& panels, MenuDialogs& dialogs) {
    GIMBAL_ON(ui);
    const MenuTargets targets{context, panels, dialogs};
    add_file_commands(targets);
    add_text_commands(targets);
    add_view_commands(targets);
    add_run_commands(targets);
    add_info_commands(targets);
    add_console_commands(targets);
    add_help_commands(targets);
}

}  // namespace gimbal::app
