// The functions of the window that panels call. The application implements them; tests implement them by recording.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "api/document/commands/commands.h"
#include "api/host.h"
#include "app/waker.h"

namespace gimbal::app {

// Outlives every panel.
// Thread: UI, except wake().   GIL: never.
class WorkbenchWindow : public Waker {
public:
    virtual ~WorkbenchWindow() = default;

    // Runs a command of the registry, on a worker if it is heavy. Adds its Python line to the Info log when it has
    // succeeded, and shows an error as a notification.
    virtual void run_command(const std::string& name, document::Arguments arguments) = 0;
    virtual void open_form(const std::string& command) = 0;  // a dialog with its parameters, which runs it
    virtual void run_script(const std::string& path) = 0;    // as a run of the engine
    virtual void stop() = 0;                                 // the script's run, or else the commands on workers
    virtual void open_path(const std::string& path) = 0;     // a .py file in the editor, a scene, else a mesh
    // Loads it with these arguments of io.load, and adds it to the recent files.
    virtual void open_mesh(const std::string& path, document::Arguments how) = 0;
    // On a worker. Both add the file to the recent files; `then` is called once the scene is saved.
    virtual void load_scene(const std::string& path) = 0;
    virtual void save_scene(const std::string& path, std::function<void()> then) = 0;
    virtual void notify(std::string text, NoteLevel level) = 0;
    virtual void log_action(std::string python_line) = 0;  // adds a line to the Info log
    virtual void quit() = 0;                               // asks first about what would be lost
    virtual void restart() = 0;                            // restarts the program with the same work
    virtual std::string why_no_restart() = 0;              // empty: it can
    // Restarts with the Python environment of the settings, whatever --venv and VIRTUAL_ENV say.
    virtual void restart_with_settings() = 0;

    virtual std::string focused_panel() const = 0;
    virtual void focus_panel(std::string_view name) = 0;  // unfolds it if necessary
    virtual void toggle_maximised() = 0;                  // the focused panel
    virtual void reset_layout() = 0;
    virtual bool panel_shown(std::string_view name) const = 0;
    virtual void show_panel(std::string_view name, bool shown) = 0;
    virtual bool can_hide_panel(std::string_view name) const = 0;  // false: it is the last one
    virtual void set_scale(float scale) = 0;
    virtual void zoom_text(int steps) = 0;                    // 0 restores the default size
    virtual std::filesystem::path newest_crash_report() = 0;  // empty: there is none
};

}  // namespace gimbal::app
