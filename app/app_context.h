// What panels may ask of the application, and the interface each panel offers to it.
#pragma once
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "api/document/commands/commands.h"
#include "api/document/scene/document.h"
#include "api/host.h"
#include "api/module/module.h"
#include "gimbal/console/console_set.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/input_event.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::app {

class Settings;

// Thread: UI.   GIL: never.
struct AppContext {
    document::Document& document;
    const document::CommandRegistry& commands;
    console::Engine& engine;
    ModuleLink& module;
    Settings& settings;
    std::filesystem::path user_dir, scripts_dir;
    console::Clipboard clipboard;

    // Runs a command (heavy ones on a worker), echoes its Python line to the Info log, shows an error as a
    // notification.
    std::function<void(const std::string& name, document::Arguments arguments)> run;
    std::function<void(std::string text, NoteLevel level)> notify;
    std::function<void(const std::string& path)> open_path;   // a mesh loads, a .py opens in the script editor
    std::function<void(const std::string& path)> run_script;  // a run on the script thread
    std::function<void()> quit;                               // asks about an unsaved script first
    std::function<void()> wake;                               // another frame soon. Thread: any.
    // Stops what runs: the script's run, or what a click gave to a worker.
    std::function<void()> stop = [&runs = engine] { runs.stop(); };
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
