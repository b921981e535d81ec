// The panels in their places, and the menus, dialogs and notifications over them.
#pragma once
#include <string>
#include <vector>

#include "app/panels/dialogs/script_dialogs.h"
#include "app/panels/menus/menu_bar.h"
#include "app/panels/outliner/outliner.h"
#include "app/panels/outliner/properties.h"
#include "app/panels/status_bar.h"
#include "app/viewport/viewport.h"
#include "app/window/input/input_router.h"
#include "app/window/layout.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class Workbench final : public InputRouter::Receivers {
public:
    Workbench(AppContext& context, Layout& layout, InputRouter& router, console::ConsolePanelOptions console);
    Workbench(const Workbench&) = delete;

    void handle(console::ConsoleEvent& event);  // may move the contents of the event
    void draw(const PanelStyle& style, double late_ms, double now);
    std::string title() const;  // of the window: the open files, with a mark where something is not saved
    double next_tick() const;   // the earliest time at which a shown panel wants a frame
    // The text that is shown on a panel. `panel` is its name, or "status", "dialog" or "notes".
    std::vector<std::string> rows(const std::string& panel) const;

    void notify(const std::string& text, NoteLevel level, double now, std::vector<Notifications::Action> actions = {});
    Viewport& viewport() { return viewport_; }
    const Viewport& viewport() const { return viewport_; }
    console::ConsoleSet& console() { return console_; }
    InfoPanel& info() { return info_; }
    ScriptEditorPanel& editor() { return editor_; }
    SceneFiles& scene_files() { return scene_files_; }
    PropertiesPanel& properties() { return properties_; }
    MenuBar& menu() { return menu_; }
    StatusBar& status() { return status_; }
    ScriptDialogs& script_dialogs() { return script_dialogs_; }

    bool handle_global_key(const InputEvent& event) override { return menu_.handle_key(event); }
    void zoom_text(int steps) override { context_.window.zoom_text(steps); }
    bool dialog_open() const override { return menu_.dialog_open() || browser_.is_open() || script_dialogs_.is_open(); }
    bool keeps_escape(PanelId id) const override { return panel(id) && panel(id)->keeps_escape(); }
    bool focus_next_part(PanelId id) override { return id == PanelId::console && console_.front().to_next_part(); }

private:
    console::ConsolePanelOptions console_options(console::ConsolePanelOptions console);
    void open_traceback_line(const std::string& file, int line);
    Panel* panel(PanelId id);  // nullptr for the console, which is not a Panel
    const Panel* panel(PanelId id) const { return const_cast<Workbench*>(this)->panel(id); }
    Rect notes_place(const PanelStyle& style) const;
    void draw_edge_handle(const PanelStyle& style);
    std::string handle_words() const;
    std::string mouse_hint() const;

    AppContext& context_;
    Layout& layout_;
    InputRouter& router_;
    Viewport viewport_;
    console::ConsoleSet console_;
    FileBrowser browser_;
    ScriptDialogs script_dialogs_;
    SceneFiles scene_files_;
    ScriptEditorPanel editor_;
    InfoPanel info_;
    OutlinerPanel outliner_;
    PropertiesPanel properties_;
    StatusBar status_;
    Notifications notifications_;
    MenuBar menu_;
};

}  // namespace gimbal::app
