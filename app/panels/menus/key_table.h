// The keys of the window: one table for handling keys, for the key column of menus and for Help > Keys.
#pragma once
#include <string_view>
#include <vector>

#include "app/names.h"

namespace gimbal::app {

// One key and what it does.
struct CommandKey {
    std::string_view keys;   // as shown: "Ctrl-Q"
    std::string_view place;  // where it works: "Everywhere", "3D view"
    std::string_view doc;
    std::string_view command = {};  // its name; empty: the panel handles the key, and Help only describes it
    int key = 0, mods = 0;          // 0: the panel handles the key
};

std::vector<CommandKey> all_keys();  // the window's and the text views', grouped by place

// Returns the command that a key starts while this panel has the keyboard focus. Empty: the panel handles the key. A
// text panel keeps its undo and redo, the script editor also the commands of the script, and the console F8.
std::string_view command_of_key(const InputEvent& event, std::string_view focused_panel);
std::string_view editor_command_of_key(const InputEvent& event);  // the script editor's keys
std::string_view keys_of(std::string_view command);               // "Ctrl-Q"; empty if it has no key

}  // namespace gimbal::app
