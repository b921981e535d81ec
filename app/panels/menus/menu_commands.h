// The commands of the menu bar: files, text, view, console, help.
#pragma once
#include "app/panels/dialogs/dialogs.h"
#include "app/panels/dialogs/environment_card.h"
#include "app/panels/dialogs/link_dialog.h"
#include "app/panels/menus/menu_panels.h"

namespace gimbal::app {

// The dialogs that menus open.
struct MenuDialogs {
    KeysDialog keys;
    AboutDialog about;
    PluginDialog plugins;
    EnvironmentCard environment;
    LinkDialog link;
};

// Adds the commands to context.commands. All arguments must outlive the menus.
// Thread: UI.   GIL: never.
void add_menu_commands(AppContext& context, const MenuPanels& panels, MenuDialogs& dialogs);

}  // namespace gimbal::app
