// The interface that the module needs from the application. app/ implements it for the window and for headless runs.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/document/commands/commands.h"
#include "api/document/scene/document.h"
#include "gimbal/console/call/promise.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal {

struct Spread {  // milliseconds
    double mean = 0, p99 = 0, longest = 0;
};

struct FrameStats {
    std::uint64_t frames = 0;  // presented since the last reset
    Spread late_ms;
    Spread work_ms;      // CPU time of the UI thread, without drawing
    Spread draw_ms;      // wall time of drawing and presenting
    double seconds = 0;  // since the last reset
};

struct Picture {
    int width = 0, height = 0;
    std::vector<unsigned char> rgba;  // rows from the top
};

// The additions of plug-ins and start-up scripts to the window. The UI refers to an entry by its id.
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

// All additions, for Host::set_additions().
struct PluginAdditions {
    std::vector<MenuEntry> menu_entries;
    std::vector<PanelButton> panel_buttons;
    std::vector<PluginInfo> plugins;
};

// What a script asks the user.
struct UserQuestion {
    std::string title, text;
    std::vector<std::string> choices;  // at least one
};
struct FileQuestion {
    bool save = false;
    std::string title;
    std::vector<std::string> extensions;  // ".png"; empty: all files
    std::string suggested_name;
};
using UserRequest = std::variant<UserQuestion, FileQuestion>;
using UserAnswer = console::Promise<std::optional<std::string>>;  // empty: the user has closed the dialog

// Thread: any, except where a member says so.   GIL: not held for screenshot, which waits; not needed for the others.
class Host {
public:
    virtual ~Host() = default;
    virtual bool has_window() const = 0;
    // Renders the scene with the document's camera, in pixels. Waits for the picture and polls `cancelled`. Throws
    // std::runtime_error if there is no OpenGL.
    virtual Picture screenshot(int width, int height, const std::function<bool()>& cancelled) = 0;
    virtual void notify(std::string text, NoteLevel level) = 0;
    virtual void echo(std::string python_line) = 0;  // to the Info log
    virtual FrameStats frame_stats(bool reset) = 0;
    virtual void set_continuous(bool on) = 0;  // redraws at 60 Hz, for measurements
    virtual void request_quit(int exit_code) = 0;
    virtual void open_in_editor(std::string path, int line) = 0;  // in the script editor; does nothing headless
    virtual void set_additions(PluginAdditions additions) = 0;    // in place of the earlier ones

    // --- Called by functions in this queue, which ask_ui() posts (gimbal/console/python/ui_call.h). Thread: UI.
    virtual console::UiQueue* ui_queue() { return nullptr; }  // null: there is no window. Thread: any
    // The rows of text in a panel, for tests and automation; api/module/app.cpp lists the names.
    virtual std::vector<std::string> panel_rows(const std::string& /*panel*/) { return {}; }
    // Shows a dialog, after those that wait, and ends `answer` when the user has answered. Cancelling `answer` closes
    // it.
    virtual void ask(UserRequest, UserAnswer) {}
    virtual void take_window_picture(console::Promise<Picture>) {}  // of the next frame
};

}  // namespace gimbal
