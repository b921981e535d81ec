// Every key of the window that is not text's, named once: read by the menus, by the keys that work everywhere and by
// Help > Keys.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/input_event.h"

namespace gimbal::app {

enum class WindowAction {
    none,
    quit,
    open_mesh,
    save_mesh,
    run_file,
    keys,
    menus,
    undo,
    redo,  // everywhere
    text_larger,
    text_smaller,
    text_usual,  // wherever text has the keyboard
    new_script,
    save_script,
    save_script_as,
    reload_script,
    keep_script,
    show_error,
    run_script,
    run_cell,
    run_selection,
    run_in_console,
    stop,  // the panel that has the keyboard
    delete_selected,
    frame_selected,
    frame_all,
    wireframe,
    front_view,
    right_view,
    top_view,
};

struct WindowKey {
    WindowAction action;
    int key, mods;      // 0, 0: described only; a panel reads it by itself
    const char* keys;   // "Ctrl-Q"
    const char* place;  // "Everywhere", "3D view" …
    const char* what;
};

std::span<const WindowKey> window_keys();
// What a key means while this panel has the keyboard; none: it is the panel's own. A text panel's undo is its own.
WindowAction action_of(const console::InputEvent& event, std::string_view focused_panel);
WindowAction editor_action_of(const console::InputEvent& event);  // the script editor's own
const char* keys_of(WindowAction action);                         // "Ctrl-Q"; "" when it has none

struct KeyLine {
    std::string place, keys, what;
};
std::vector<KeyLine> all_key_lines();  // the window's and the text views', by place

}  // namespace gimbal::app
