// What the command palette finds: commands, primitives, examples, recent files and objects.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "app/app_context.h"
#include "app/panels/menus/menu_panels.h"

namespace gimbal::app {

struct PaletteEntry {
    std::string label;      // what is searched: "Smooth"
    std::string kind;       // "Mesh", "Object", "Example"
    std::string keys = {};  // as shown
    std::string note = {};  // a line about it: the documentation, a path
    std::string why_not = {};
    std::function<void()> chosen;
};

// Commands first, then what can be opened, then the objects.   Thread: UI.   GIL: never.
std::vector<PaletteEntry> palette_entries(AppContext& context, const MenuPanels& panels);

}  // namespace gimbal::app
