// The objects that every panel works with, and the interface of a panel.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "api/module/module_link.h"
#include "app/names.h"
#include "app/window_commands.h"
#include "app/workbench_window.h"
#include "gimbal/console/console_set.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/environment/virtual_environment.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

class KeyTable;
class Settings;
using module::ModuleLink;

// Thread: UI.   GIL: never.
struct AppContext {
    Document& document;
    WindowCommands& commands;
    KeyTable& keys;
    console::Engine& engine;
    ModuleLink& module;
    Settings& settings;
    std::filesystem::path user_dir, scripts_dir;
    console::Clipboard clipboard;
    WorkbenchWindow& window;
    console::UiQueue& ui;                         // outlives the panels
    std::string version = {};                     // of the program
    console::EnvironmentChoice environment = {};  // which Python the engine was started with
    LiveLink* link = nullptr;                     // null only in tests that need none
};

// Thread: UI.   GIL: never.
class Panel {
public:
    virtual ~Panel() = default;
    virtual std::string name() const = 0;  // "console", "view", "editor", "info", "outliner", "properties"
    // Draws the panel and its header into `rect`, outside any ImGui window. The contract is that of
    // console::ConsolePanel::draw.
    virtual void draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused,
                      double now) = 0;
    virtual double next_tick() const;                   // infinity by default
    virtual std::vector<std::string> rows() const = 0;  // the text that is shown on it
    // True: Escape closes a part of the panel. False: Escape moves the focus to the console.
    virtual bool keeps_escape() const { return false; }
    // Shown in the status bar while the pointer is over the panel.
    virtual std::string mouse_hint() const { return {}; }
};

// Begins a panel's ImGui window, which has a fixed position and no decoration, background or navigation. Fills the
// ground and the header, and draws the title, the note at the right and, if focused, the accent line. ImGui widgets may
// be used until end_panel(); the cursor starts below the header. Returns the rectangle below the header.
Rect begin_panel(const char* id, Rect rect, const PanelStyle& style, ImU32 ground, const char* title, const char* note,
                 bool focused);
void end_panel();
inline constexpr float header_height = 28;  // before scale

}  // namespace gimbal::app
