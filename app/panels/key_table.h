// Every key of the window that is not text's, named once: read by the menus, by the keys that work everywhere and by Help > Keys.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "console/panel/input_event.h"

namespace gimbal::app {

enum class WindowAction {
    none, quit, open_mesh, save_mesh, run_file, keys, undo, redo,                              // everywhere
    new_script, save_script, save_script_as, run_script, stop,                                // the panel that has the keyboard
    delete_selected, frame_selected, frame_all, wireframe, front_view, right_view, top_view,
};

struct WindowKey {
    WindowAction action;
    int key, mods;                                           // 0, 0: described only; a panel reads it by itself
    const char* keys;                                        // "Ctrl-Q"
    const char* place;                                       // "Everywhere", "3D view" …
    const char* what;
};

std::span<const WindowKey> window_keys();
// The action of a key that works everywhere. `in_text`: the keyboard belongs to a text panel, whose own undo comes first.
WindowAction action_everywhere(const console::InputEvent& event, bool in_text);
const char* keys_of(WindowAction action);                    // "Ctrl-Q"; "" when it has none

struct KeyLine { std::string place, keys, what; };
std::vector<KeyLine> all_key_lines();                        // the window's and the text views', by place

}  // namespace gimbal::app
