// The panels beside 3D view and console, and what lies over them: menu bar, dialogs, notifications.
#pragma once
#include <memory>
#include <optional>

#include "app/app_context.h"

namespace gimbal::app {

// Each: Thread: UI.   GIL: never.

class FileBrowser;

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

class PropertiesPanel final : public Panel {  // object, mesh, mesh commands, buttons of plug-ins
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

class InfoPanel final : public Panel {  // each action as its Python line; notifications too
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
    bool open(const std::filesystem::path& path,
              int line = 0);  // asks about unsaved text first; false: could not be read (notified)
    void open_text(std::string text, int line = 0);  // asks too; a new script that has no file yet and is not saved
    void new_file();
    void go_to_line(int line);  // of what stands there
    void save();                // asks for a path when it has none
    void save_as();
    void reload();  // what another program has saved; and runs it where that is wanted
    void keep();    // ... is not asked about again
    bool changed_elsewhere() const;
    void show_error();                   // of the marked line, whole, until something else is done
    std::string error_at_caret() const;  // in one line; "" on any other than the marked line
    void run();                          // what stands there, saved or not, in a namespace of its own
    void run_in_console();               // ... with the names of the console in front
    void run_cell();                     // the one under the caret, with those names, and on to the next
    void run_selection();                // ... the selection, else the statement under the caret
    bool run_when_saved() const;         // when another program saves it, until another file is opened
    void set_run_when_saved(bool wanted);
    bool modified() const;
    std::string file() const;
    void handle(const console::ConsoleEvent& event);  // marks the error line of a failed run of this file or a part
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
    // Save / Discard / Cancel when there is unsaved text; `go_on` follows at once when there is none.
    void ask_unsaved_then(std::function<void()> go_on);
    bool asking() const;
    void draw_question(const console::PanelStyle& style);  // over everything, also while the panel is folded away
    std::vector<std::string> question_rows() const;
    void set_browser(FileBrowser* browser);                  // where "save as" asks for a path
    void set_consoles(const console::ConsoleSet* consoles);  // the one in front has the names that parts see
private:
    void add_commands(AppContext& context);
    struct State;
    std::unique_ptr<State> state_;
};

class StatusBar {
public:
    // A command that a worker runs for a click, shown while no script runs.
    struct CommandShown {
        std::string label;
        double fraction = -1, seconds = 0;
        std::function<void()> stop;
    };
    explicit StatusBar(AppContext& context);
    ~StatusBar();
    void show_command(std::optional<CommandShown> command);  // before each draw
    void handle(const console::ConsoleEvent& event);         // run started, progress, stopping, ended, queued
    void draw(console::Rect, const console::PanelStyle&, const std::string& mouse_hint, double late_ms, double now);
    double next_tick() const;  // the running clock: every 100 ms while a run runs; a tooltip that is due
    std::vector<std::string> rows() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// An in-window file browser: folders are listed by a worker, so a dead network drive cannot freeze the window.
class FileBrowser {
public:
    enum class Mode { open, save };
    struct Request {
        Mode mode = Mode::open;
        std::string title;                    // "Open mesh"
        std::vector<std::string> extensions;  // filter; empty: all
        std::string suggested_name;
        std::function<void(std::filesystem::path)> accepted;  // save: after "overwrite?" was answered
    };
    explicit FileBrowser(AppContext& context);
    ~FileBrowser();
    void open(Request request);
    void close();
    bool is_open() const;
    void draw(const console::PanelStyle& style);  // outside any ImGui window
    std::vector<std::string> rows() const;

private:
    class Dialog;
    std::unique_ptr<Dialog> dialog_;
};

// "done" in the corner for a few seconds; errors, and notes that offer something, stay until clicked.
class Notifications {
public:
    struct Action {
        std::string label;
        std::function<void()> chosen;
    };  // a word to click; the note goes with it
    void add(std::string text, NoteLevel level, double now, std::vector<Action> actions = {});
    void draw(const console::PanelStyle& style, float window_width, float window_height, double now);
    double next_tick() const;
    std::vector<std::string> rows() const;
    std::vector<Action> offered();  // what can be clicked on them, newest first, for a menu
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
    void handle(const console::ConsoleEvent& event);  // which Python, for the right-hand note and About
    void set_entries(std::vector<MenuEntry> entries);
    void set_plugins(std::vector<PluginInfo> plugins);
    // Keys that work wherever the keyboard is (Ctrl-Q, Ctrl-O, Ctrl-Z outside text, F6 ...); true: taken.
    bool handle_key(const console::InputEvent& event);
    bool dialog_open() const;               // keyboard belongs to ImGui now
    std::vector<std::string> rows() const;  // the open dialog's text
    void ask_unsaved_then(
        std::function<void()> go_on);  // Save / Discard / Cancel when the script editor has unsaved text
private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gimbal::app
