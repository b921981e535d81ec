// The menus of the menu bar: each item's label, keys and reason come from its command.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "app/panels/editor/example_scripts.h"
#include "app/panels/menus/menu_panels.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class Menus {
public:
    Menus(AppContext& context, const MenuPanels& panels) : context_(context), panels_(panels) {}
    void open() { open_requested_ = true; }  // the File menu, in the next frame
    void set_entries(std::vector<MenuEntry> entries) { entries_ = std::move(entries); }
    void draw(const PanelStyle& style);                              // between BeginMenuBar and EndMenuBar
    const std::vector<std::string>& rows() const { return shown_; }  // the open menu's items

private:
    bool begin_menu(const PanelStyle& style, const char* label);
    bool begin_submenu(const char* label);
    void draw_gimbal();
    void draw_file();
    void draw_examples();
    void draw_recent();
    void draw_edit();
    void draw_view();
    void draw_panels();
    void draw_mesh();
    void draw_script();
    void draw_plugins();
    void draw_help();
    void draw_notes();
    void draw_entries_of(const std::string& menu);  // the plug-ins' items in that menu
    // The commands of scripts whose menu is `path`, and the submenus below it.
    void draw_script_commands(const std::string& path);
    std::vector<std::string> menus_of_scripts() const;  // those that the program does not have
    void draw_entry(const MenuEntry& entry);

    void commands(std::initializer_list<std::string_view> names);  // one item for each; "-" draws a separator
    void command(std::string_view name, std::string label = {}, bool ticked = false);
    bool item(const std::string& label, std::string_view keys = {}, const std::string& why_not = {},
              bool ticked = false);

    AppContext& context_;
    MenuPanels panels_;
    std::vector<MenuEntry> entries_;
    std::vector<document::CommandPtr> script_commands_;  // of this frame, those with a menu
    std::vector<ExampleScript> examples_;                // read when the submenu opens
    std::vector<std::string> shown_;
    bool open_requested_ = false, examples_open_ = false;
    bool in_submenu_ = false;  // a submenu is open and handles Left and Right
    float scale_ = 1;
};

}  // namespace gimbal::app
