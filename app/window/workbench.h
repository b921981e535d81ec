// The panels in their places and what lies over them: menus, dialogs, notifications.
#pragma once
#include <string>
#include <vector>

#include "app/panels/panels.h"
#include "app/viewport/viewport.h"
#include "app/window/input/input_router.h"
#include "app/window/layout.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class Workbench {
public:
    Workbench(AppContext& context, Layout& layout, InputRouter& router, console::ConsolePanelOptions console);
    Workbench(const Workbench&) = delete;

    void handle(console::ConsoleEvent& event);  // what the engine told
    void draw(const console::PanelStyle& style, double late_ms, double now);
    double next_tick() const;  // the earliest that a shown panel asks for
    // What a person reads on it: a panel's name, or "status", "dialog", "notes".
    std::vector<std::string> rows(const std::string& panel) const;

    void notify(const std::string& text, NoteLevel level, double now, std::vector<Notifications::Action> actions = {});
    Viewport& viewport() { return viewport_; }
    console::ConsoleSet& console() { return console_; }
    InfoPanel& info() { return info_; }
    ScriptEditorPanel& editor() { return editor_; }
    PropertiesPanel& properties() { return properties_; }
    MenuBar& menu() { return menu_; }
    StatusBar& status() { return status_; }
    bool keeps_escape(PanelId id) const { return panel(id) && panel(id)->keeps_escape(); }
    bool dialog_open() const { return menu_.dialog_open() || browser_.is_open(); }

private:
    console::ConsolePanelOptions console_options(console::ConsolePanelOptions console);
    void open_traceback_line(const std::string& file, int line);
    Panel* panel(PanelId id);  // nullptr: the console, which is no Panel
    const Panel* panel(PanelId id) const { return const_cast<Workbench*>(this)->panel(id); }
    std::string mouse_hint() const;

    Layout& layout_;
    InputRouter& router_;
    Viewport viewport_;
    console::ConsoleSet console_;
    ScriptEditorPanel editor_;
    InfoPanel info_;
    OutlinerPanel outliner_;
    PropertiesPanel properties_;
    StatusBar status_;
    FileBrowser browser_;
    Notifications notifications_;
    MenuBar menu_;
};

}  // namespace gimbal::app
