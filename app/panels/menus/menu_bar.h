// The bar at the top of the window, its menus and dialogs, and the keys of the window's commands.
#pragma once
#include <string>
#include <vector>

#include "app/panels/dialogs/command_dialog.h"
#include "app/panels/menus/menu_commands.h"
#include "app/panels/menus/menus.h"
#include "app/panels/palette/palette.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class MenuBar {
public:
    MenuBar(AppContext& context, const MenuPanels& panels);
    void draw(Rect, const PanelStyle&);
    // Takes the version of Python for the note at the right and for About.
    void handle(const console::ConsoleEvent& event);
    void set_entries(std::vector<MenuEntry> entries);
    void set_plugins(std::vector<PluginInfo> plugins);
    // Starts the command of a key, unless the focused panel handles that key. Returns true if it did.
    bool handle_key(const InputEvent& event);
    void open_form(const std::string& command);  // the dialog of a command's parameters
    double next_tick() const { return dialogs_.link.next_tick(); }
    bool dialog_open() const;               // the keyboard belongs to ImGui
    std::vector<std::string> rows() const;  // the text of the open menu or dialog

private:
    std::string note() const;  // "bunny.obj · Python 3.11.2", at the right of the bar
    void draw_note(Rect bar, float menus_end, const PanelStyle& style) const;

    AppContext& context_;
    MenuPanels panels_;
    console::EngineReady python_;
    MenuDialogs dialogs_;
    CommandDialog form_;
    Palette palette_;
    Menus menus_;
};

}  // namespace gimbal::app
