// What the module and plug-ins need of a host. `app/` implements it for the window and headless.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "api/document/commands/commands.h"
#include "api/document/scene/document.h"

namespace gimbal {

struct FrameStats {
    std::uint64_t frames = 0;  // presented since the last reset
    double late_ms_mean = 0, late_ms_p99 = 0, late_ms_longest = 0;
    double work_ms_mean = 0, work_ms_p99 = 0,
           work_ms_longest = 0;  // the UI thread's own work, thread CPU time, without drawing
    double draw_ms_mean = 0, draw_ms_p99 = 0, draw_ms_longest = 0;  // drawing and presenting, wall time
    double seconds = 0;                                             // since the last reset
};

struct Picture {
    int width = 0, height = 0;
    std::vector<unsigned char> rgba;
};  // rows from the top

// What a plug-in or start-up script put into the window; by value, the UI knows it by id.
struct MenuEntry {
    std::uint64_t id;
    std::string plugin, menu, label;
};
struct PanelButton {
    std::uint64_t id;
    std::string plugin, panel, label, doc;
};
struct PluginInfo {
    std::string id, name, version, summary, path, error;
    bool enabled = false;
};

enum class NoteLevel { info, warning, error };

// Thread: any.   GIL: not held for what waits (screenshot); not needed elsewhere.
class Host {
public:
    virtual ~Host() = default;
    virtual bool has_window() const = 0;
    // Renders the document's scene by its camera at this size. Waits; `cancelled` is polled. Throws std::runtime_error.
    virtual Picture screenshot(int width, int height, const std::function<bool()>& cancelled) = 0;
    virtual void notify(std::string text, NoteLevel level) = 0;
    virtual void echo(std::string python_line) = 0;  // to the Info log
    virtual FrameStats frame_stats(bool reset) = 0;
    virtual void set_continuous(bool on) = 0;  // redraw at 60 Hz, for measuring
    virtual void request_quit(int exit_code) = 0;
    virtual void open_in_editor(std::string path, int line) = 0;  // script editor; ignored headless
    // The rows of a panel as on screen ("console", "editor", "info", "outliner", "status"), for tests and automation.
    // Waits.
    virtual std::vector<std::string> panel_rows(const std::string& panel) = 0;
    // Plug-ins: the whole state each time, by value.
    virtual void set_menu_entries(std::vector<MenuEntry> entries) = 0;
    virtual void set_panel_buttons(std::vector<PanelButton> buttons) = 0;
    virtual void set_plugins(std::vector<PluginInfo> plugins) = 0;
};

}  // namespace gimbal
