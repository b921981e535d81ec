// The keys that the program itself gives to its commands.
#pragma once
#include <span>
#include <string_view>

#include "app/names.h"
#include "gimbal/console/key_map.h"

namespace gimbal::app {

namespace key_places {
inline constexpr std::string_view everywhere = "Everywhere", view = "3D view", editor = "Script editor", text = "Text",
                                  outside_texts = "Outside texts";
}

// One key and what it does.
struct BuiltInKey {
    std::string_view keys = {};   // as shown: "Ctrl-Q"
    std::string_view place = {};  // where it works: "Everywhere", "3D view"
    std::string_view doc = {};
    std::string_view command = {};  // its name; empty: the panel handles the key, and Help only describes it
    int key = 0, mods = 0;          // 0: the panel handles the key
};

std::span<const BuiltInKey> window_key_rows();
// The menu command that a key of the text views performs; empty: it is in no menu.
std::string_view name_of(const console::KeyBinding& binding);
std::string_view name_of(console::KeyPlace place);

}  // namespace gimbal::app
