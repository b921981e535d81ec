// The panels that the menus act on.
#pragma once
#include "app/panels/dialogs/notifications.h"
#include "app/panels/editor/script_editor.h"
#include "app/panels/files/file_browser.h"
#include "app/panels/files/scene_files.h"
#include "app/panels/info.h"
#include "gimbal/console/console_set.h"

namespace gimbal::app {

struct MenuPanels {
    ScriptEditorPanel& editor;
    InfoPanel& info;
    FileBrowser& browser;
    SceneFiles& scene_files;
    console::ConsoleSet& console;
    Notifications& notifications;  // Help lists what they offer
};

}  // namespace gimbal::app
