// The objects that every panel works with, and the interface of a panel.
#pragma once
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "api/document/commands/commands.h"
#include "api/document/scene/document.h"
#include "api/module/module_link.h"
#include "app/workbench_window.h"
#include "gimbal/console/console_set.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/input_event.h"
#include "gimbal/console/panel_style.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

class Settings;
using module::ModuleLink;

// Thread: UI.   GIL: never.
struct AppContext {
    document::Document& document;
    const document::CommandRegistry& commands;
    console::Engine& engine;
    ModuleLink& module;
    Settings& settings;
    std::filesystem::path user_dir, scripts_dir;
    console::Clipboard clipboard;
    WorkbenchWindow& window;
    console::UiQueue& ui;  // outlives the panels

    // For workers and threads that finish something a panel shows.
    std::function<void()> waker() const {
        return [&window = window] { window.wake(); };
    }
};

// Thread: UI.   GIL: never.
class Panel {
public:
    virtual ~Panel() = default;
    virtual std::string name() const = 0;  // "console", "view", "editor", "info", "outliner", "properties"
    // Header included; outside any ImGui window; same contract as console::ConsolePanel::draw.
    virtual void draw(console::Rect rect, const console::PanelStyle& style, std::span<const console::InputEvent> input,
                      bool focused, double now) = 0;
    virtual double next_tick() const;                   // infinity by default
    virtual std::vector<std::string> rows() const = 0;  // the text model: what a person reads on it
    virtual bool keeps_escape() const {
        return false;
    }  // has something to close by it; else the keyboard goes to the console
    virtual std::string mouse_hint() const { return {}; }  // for the status bar while the pointer is over it
};

// A panel's ImGui window: no decoration, no background, no navigation, fixed place; fills ground and header, draws
// title, right-hand note and, when focused, the accent line. Between begin_panel and end_panel ImGui widgets may be
// used; the cursor starts below the header. Returns the rectangle below the header.
console::Rect begin_panel(const char* id, console::Rect rect, const console::PanelStyle& style, ImU32 ground,
                          const char* title, const char* note, bool focused);
void end_panel();
inline constexpr float header_height = 28;  // before scale

}  // namespace gimbal::app
