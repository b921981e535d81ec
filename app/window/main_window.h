// The window as panels, plug-ins and scripts call it: forwards each call to the part that does the work.
#pragma once
#include <optional>
#include <vector>

#include "app/window/drawing/frame_clock.h"
#include "app/window/drawing/frame_renderer.h"
#include "app/window/host/command_runner.h"
#include "app/window/host/session_notice.h"
#include "app/window/session/restart.h"
#include "app/window/session/work_keeper.h"
#include "app/window/window_scale.h"
#include "app/window/workbench.h"
#include "app/workbench_window.h"

namespace gimbal::app {

// Why the main loop ends, which decides what the next start restores.
enum class Ending {
    asked,    // the user has saved or discarded everything
    unasked,  // SIGTERM, app.quit() or exit(): unsaved work is kept
    restart,  // the program restarts with the same work
};

// Made before the parts, because some of them call it later. Only wake() may be called before connect().
// Thread: UI, except wake().   GIL: never.
class MainWindow final : public WorkbenchWindow {
public:
    struct Parts {
        console::Engine& engine;
        Settings& settings;
        Layout& layout;
        InputRouter& router;
        WindowScale& scale;
        CommandRunner& commands;
        SessionNotice& last_session;
        Workbench& workbench;
        WorkKeeper& work;
        ProgramStart& start;
        const console::EnvironmentChoice& environment;
        FrameRenderer& renderer;
    };
    explicit MainWindow(FrameClock& clock) : clock_(clock) {}
    void connect(const Parts& parts) { parts_.emplace(parts); }

    void run_command(const std::string& name, document::Arguments arguments) override;
    void open_form(const std::string& command) override;
    void run_script(const std::string& path) override;
    void stop() override;
    void open_path(const std::string& path) override;
    void open_mesh(const std::string& path, document::Arguments how) override;
    void load_scene(const std::string& path) override;
    void save_scene(const std::string& path, std::function<void()> then) override;
    void notify(std::string text, NoteLevel level) override;
    void log_action(std::string python_line) override;
    void quit() override;
    void restart() override;
    std::string why_no_restart() override;
    void restart_with_settings() override;
    void wake() override { clock_.posted(); }
    std::string focused_panel() const override;
    void focus_panel(std::string_view name) override;
    void toggle_maximised() override;
    void reset_layout() override;
    bool panel_shown(std::string_view name) const override;
    void show_panel(std::string_view name, bool shown) override;
    bool can_hide_panel(std::string_view name) const override;
    void set_scale(float scale) override;
    void zoom_text(int steps) override;
    std::filesystem::path newest_crash_report() override;

    // Ends the main loop after this frame, without a question about unsaved work.
    void quit_with(int exit_code, Ending ending = Ending::unasked) {
        exit_code_ = exit_code;
        ending_ = ending;
    }
    Ending ending() const { return ending_; }
    std::optional<int> exit_code() const { return exit_code_; }  // once the main loop is to end

    // --- For scripts and plug-ins, by WindowHost.
    void open_in_editor(const std::string& path, int line);
    std::vector<std::string> rows(const std::string& panel) const;
    void set_additions(const PluginAdditions& additions);
    ScriptDialogs& script_dialogs() { return parts_->workbench.script_dialogs(); }
    void take_picture(std::function<void(Picture)> take) { parts_->renderer.take_picture(std::move(take)); }

private:
    std::string environment_problem() const;  // that keeps the program from starting again; "": none

    FrameClock& clock_;
    std::optional<Parts> parts_;
    std::optional<int> exit_code_;
    Ending ending_ = Ending::unasked;
};

}  // namespace gimbal::app
