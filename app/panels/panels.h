// The panels beside the 3D view and the console, the menu bar, the status bar, the file browser and notifications.
#pragma once
#include <memory>
#include <optional>

#include "app/app_context.h"
#include "app/panels/files/file_browser.h"

namespace gimbal::app {

// Thread of every class here: UI.   GIL: never.

class OutlinerPanel final : public Panel {
public:
    explicit OutlinerPanel(AppContext& context);
    ~OutlinerPanel() override;
    std::string name() const override { return "outliner"; }
    void draw(console::Rect, const console::PanelStyle&, std::span<const console::InputEvent>, bool focused,
              double now) override;
    double next_tick() const override;
    std::vector<std::string> rows() const override;
    std::string mouse_hint() const override { return "Click: select   Ctrl-click: add   Double click: rename"; }

private:
    struct State;
    std::unique_ptr<State> state_;
};

// The active object, its mesh, the mesh commands as forms, and the buttons of plug-ins.
class PropertiesPanel final : public Panel {
public:
    explicit PropertiesPanel(AppContext& context);
    ~PropertiesPanel() override;
    std::string name() const override { return "properties"; }
    void draw(console::Rect, const console::PanelStyle&, std::span<const console::InputEvent>, bool focused,
              double now) override;
    std::vector<std::string> rows() const override;
    std::string mouse_hint() const override { return "Drag a number: change it   Double click: type it"; }
    void set_buttons(std::vector<PanelButton> buttons);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// The log of actions, each as its Python line, and of notifications.
class InfoPanel final : public Panel {
public:
    explicit InfoPanel(AppContext& context);
    ~InfoPanel() override;
    std::string name() const override { return "info"; }
    void draw(console::Rect, const console::PanelStyle&, std::span<const console::InputEvent>, bool focused,
              double now) override;
    double next_tick() const override;
    std::vector<std::string> rows() const override;
    std::string mouse_hint() const override { return "Drag: select   Ctrl-C: copy   Wheel: scroll"; }
    bool keeps_escape() const override;
    void add_action(std::string python_line);
    void add_note(std::string text, NoteLevel level);
    bool has_selection() const;
    void copy();
    void find();

private:
    struct State;
    std::unique_ptr<State> state_;
};

class ScriptEditorPanel final : public Panel {
public:
    explicit ScriptEditorPanel(AppContext& context);
    ~ScriptEditorPanel() override;
    std::string name() const override { return "editor"; }
    void draw(console::Rect, const console::PanelStyle&, std::span<const console::InputEvent>, bool focused,
              double now) override;
    double next_tick() const override;
    std::vector<std::string> rows() const override;
    std::string mouse_hint() const override {
        return "Drag: select   Ctrl-Enter: run   Shift-Enter: run cell   Ctrl-S: save";
    }
    bool keeps_escape() const override;
    // Asks about unsaved text first. Returns false if the file could not be read, after a notification.
    bool open(const std::filesystem::path& path, int line = 0);
    void open_text(std::string text, int line = 0);  // the same for a new script that has no file yet
    void new_file();
    void go_to_line(int line);
    void save();  // asks for a path if the script has none
    void save_as();
    void reload();  // after another program has saved the file; also runs it if run_when_saved()
    void keep();    // keeps the text in the editor instead
    bool changed_elsewhere() const;
    void show_error();                   // shows the whole error of the marked line until the next action
    std::string error_at_caret() const;  // in one line; empty if the caret is not on the marked line
    void run();                          // the text, saved or not, in a new namespace
    void run_in_console();               // the text, with the names of the console in front
    void run_cell();                     // the cell at the caret, with those names; moves the caret to the next cell
    void run_selection();                // the selection, or else the statement at the caret
    bool run_when_saved() const;         // run the script when another program saves it, until another file is opened
    void set_run_when_saved(bool wanted);
    bool modified() const;
    std::string file() const;
    void handle(
        const console::ConsoleEvent& event);  // marks the line of an error in a run of this file or of a part of it
    void undo();
    void redo();
    void cut();
    void copy();
    void paste();
    void select_all();
    void find();
    void replace();
    bool can_undo() const;
    bool can_redo() const;
    // Asks Save / Discard / Cancel if there is unsaved text, and calls `go_on` unless the answer is Cancel.
    void ask_unsaved_then(std::function<void()> go_on);
    bool asking() const;
    void draw_question(const console::PanelStyle& style);  // above everything else, also while the panel is hidden
    std::vector<std::string> question_rows() const;
    void set_browser(FileBrowser* browser);                  // asks for the path of "save as"
    void set_consoles(const console::ConsoleSet* consoles);  // parts run in the console in front
private:
    void add_commands(AppContext& context);
    struct State;
    std::unique_ptr<State> state_;
};

class StatusBar {
public:
    // A command that runs on a worker; shown while no script runs.
    struct CommandShown {
        std::string label;
        double fraction = -1, seconds = 0;
        std::function<void()> stop;
    };
    StatusBar(AppContext& context, const console::RunModel& runs);
    ~StatusBar();
    void show_command(std::optional<CommandShown> command);  // called before each draw()
    void handle(const console::ConsoleEvent& event);
    void draw(console::Rect, const console::PanelStyle&, const std::string& mouse_hint, double late_ms, double now);
    double next_tick() const;  // the running clock: every 100 ms while a run runs; a tooltip that is due
    std::vector<std::string> rows() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Cards in the corner, shown for a few seconds. Errors and cards with actions stay until they are clicked.
class Notifications {
public:
    struct Action {
        std::string label;
        std::function<void()> chosen;
    };  // choosing an action also dismisses its card
    void add(std::string text, NoteLevel level, double now, std::vector<Action> actions = {});
    void draw(const console::PanelStyle& style, float window_width, float window_height, double now);
    double next_tick() const;
    std::vector<std::string> rows() const;
    std::vector<Action> offered();  // the actions of all cards, newest first, for the Help menu
private:
    struct Note {
        std::string text;
        NoteLevel level;
        double until;
        std::vector<Action> actions;
    };
    std::vector<Note> notes_;
};

// The menu bar and the dialogs it opens (Keys, About, plug-in list, unsaved script at quit).
class MenuBar {
public:
    struct Panels {
        ScriptEditorPanel& editor;
        InfoPanel& info;
        FileBrowser& browser;
        console::ConsoleSet& console;
        Notifications& notifications;  // Help lists what they offer
    };
    MenuBar(AppContext& context, const Panels& panels);
    ~MenuBar();
    void draw(console::Rect, const console::PanelStyle&);
    void handle(
        const console::ConsoleEvent& event);  // takes the version of Python for the note at the right and for About
    void set_entries(std::vector<MenuEntry> entries);
    void set_plugins(std::vector<PluginInfo> plugins);
    // Starts the command of a key, if the focused panel leaves the key to the window. Returns true if it did.
    bool handle_key(const console::InputEvent& event);
    bool dialog_open() const;                            // the keyboard belongs to ImGui
    std::vector<std::string> rows() const;               // the text of the open menu or dialog
    void ask_unsaved_then(std::function<void()> go_on);  // ScriptEditorPanel::ask_unsaved_then
private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gimbal::app
