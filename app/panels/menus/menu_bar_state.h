// What the menu bar keeps between frames; menu_bar.cpp draws the bar, menus.cpp each menu. Private to the two.
#pragma once
#include <string>
#include <vector>

#include "app/panels/dialogs/dialogs.h"
#include "app/panels/editor/example_scripts.h"
#include "app/panels/menus/key_table.h"
#include "app/panels/panels.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
struct MenuBar::State {
    State(AppContext& c, Panels p) : context(c), panels(p) {}
    AppContext& context;
    Panels panels;
    console::EngineReady python;
    std::vector<MenuEntry> entries;
    std::vector<ExampleScript> examples;  // read when the menu opens
    bool menus_asked = false;             // by a key
    bool in_submenu = false;              // open now: the arrows to the sides are its own
    bool examples_open = false;
    KeysDialog keys;
    AboutDialog about;
    PluginDialog plugins;
    std::vector<std::string> shown;  // the open menu's items
    float scale = 1;

    void draw_menus(const console::PanelStyle& style);
    bool begin_menu(const console::PanelStyle& style, const char* label);
    bool begin_submenu(const char* label);
    bool item(const std::string& label, const char* keys = "", const std::string& why_not = "", bool ticked = false);
    void draw_gimbal();
    void draw_file();
    void draw_examples();
    void draw_recent();
    void draw_edit();
    void draw_view();
    void draw_mesh();
    void draw_script();
    void draw_plugins();
    void draw_help();
    void draw_notes();
    void draw_entries_of(const std::string& menu);  // what plug-ins put there
    void perform(WindowAction action);
    void open_mesh();
    void save_mesh();
    void open_script();
    void run_file();
    std::string focused() const { return context.window.focused_panel(); }
    bool in_editor() const { return focused() == "editor"; }
    std::string note() const;
};

}  // namespace gimbal::app
