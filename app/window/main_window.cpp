#include "app/window/main_window.h"

#include <utility>

#include "api/document/scene_file/scene_file.h"
#include "app/command_line.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

void MainWindow::run_command(const std::string& name, document::Arguments arguments) {
    GIMBAL_ON(ui);
    parts_->commands.run(name, std::move(arguments));
}

void MainWindow::open_form(const std::string& command) {
    GIMBAL_ON(ui);
    parts_->workbench.menu().open_form(command);
}

void MainWindow::run_script(const std::string& path) {
    GIMBAL_ON(ui);
    parts_->engine.submit_file(path);
}

void MainWindow::stop() {
    GIMBAL_ON(ui);
    if (parts_->engine.runs().can_stop()) parts_->engine.stop();
    else parts_->commands.cancel_all();
}

void MainWindow::open_path(const std::string& path) {
    GIMBAL_ON(ui);
    if (document::is_scene_name(path)) return parts_->workbench.scene_files().open(path);
    if (!path.ends_with(".py")) return open_mesh(path, {});
    if (parts_->workbench.editor().script().open(path)) parts_->router.focus(PanelId::editor);
}

void MainWindow::open_mesh(const std::string& path, document::Arguments how) {
    GIMBAL_ON(ui);
    how["path"] = path;
    parts_->commands.run("io.load", std::move(how),
                         [&settings = parts_->settings, path] { settings.add_recent_file(path); });
}

// The scene of the last session may be unsaved, so opening another one asks once that is there.
void MainWindow::load_scene(const std::string& path) {
    GIMBAL_ON(ui);
    if (SceneKeeper& scene = parts_->work.scene(); scene.restoring())
        return scene.when_restored([&files = parts_->workbench.scene_files(), path] { files.open(path); });
    parts_->commands.run("scene.load", {{"path", path}},
                         [&settings = parts_->settings, path] { settings.add_recent_file(path); });
}

void MainWindow::save_scene(const std::string& path, std::function<void()> then) {
    GIMBAL_ON(ui);
    parts_->work.sync_scripts();
    parts_->commands.run("scene.save", {{"path", path}}, [&settings = parts_->settings, path, then = std::move(then)] {
        settings.add_recent_file(path);
        if (then) then();
    });
}

void MainWindow::notify(std::string text, NoteLevel level) {
    GIMBAL_ON(ui);
    parts_->workbench.notify(text, level, console::steady_seconds());
}

void MainWindow::log_action(std::string python_line) {
    GIMBAL_ON(ui);
    parts_->workbench.info().add_action(python_line);
}

void MainWindow::quit() {
    GIMBAL_ON(ui);
    Workbench& workbench = parts_->workbench;
    workbench.editor().script().ask_unsaved_then(
        [this, &workbench] { workbench.scene_files().ask_unsaved_then([this] { quit_with(0, Ending::asked); }); });
}

// A program that is started with an environment that has gone ends at once, and the window would be gone.
std::string MainWindow::environment_problem() const {
    const console::NamedEnvironment& named = parts_->environment.named;
    if (named.by != venv_option || parts_->start.uses_environment_of_settings()) return {};
    const std::string problem = console::read_environment(named.folder).problem;
    if (problem.empty()) return {};
    return "The virtual environment " + named.folder.string() + " of --venv cannot be used any more: " + problem +
           ". Script > Python environment chooses another one.";
}

void MainWindow::restart() {
    GIMBAL_ON(ui);
    if (const std::string problem = environment_problem(); !problem.empty()) return notify(problem, NoteLevel::error);
    parts_->work.prepare_restart([this] { quit_with(0, Ending::restart); });
}

std::string MainWindow::why_no_restart() {
    GIMBAL_ON(ui);
    return parts_->start.why_not();
}

void MainWindow::restart_with_settings() {
    GIMBAL_ON(ui);
    if (const std::string why = parts_->start.why_not(); !why.empty()) return notify(why, NoteLevel::warning);
    parts_->start.use_environment_of_settings();
    restart();
}

std::string MainWindow::focused_panel() const {
    GIMBAL_ON(ui);
    return name_of(parts_->router.focused());
}

void MainWindow::focus_panel(std::string_view name) {
    GIMBAL_ON(ui);
    if (const auto id = panel_named(name)) parts_->router.focus(*id);
}

void MainWindow::toggle_maximised() {
    GIMBAL_ON(ui);
    parts_->layout.toggle_maximised(parts_->router.focused());
}

void MainWindow::reset_layout() {
    GIMBAL_ON(ui);
    parts_->layout.reset();
}

bool MainWindow::panel_shown(std::string_view name) const {
    GIMBAL_ON(ui);
    const auto id = panel_named(name);
    return id && parts_->layout.shown(*id);
}

void MainWindow::show_panel(std::string_view name, bool shown) {
    GIMBAL_ON(ui);
    if (const auto id = panel_named(name)) parts_->layout.set_shown(*id, shown);
}

bool MainWindow::can_hide_panel(std::string_view name) const {
    GIMBAL_ON(ui);
    const auto id = panel_named(name);
    return id && parts_->layout.can_hide(*id);
}

void MainWindow::set_scale(float scale) {
    GIMBAL_ON(ui);
    parts_->scale.set_scale(scale);
}

void MainWindow::zoom_text(int steps) {
    GIMBAL_ON(ui);
    parts_->scale.zoom_text(steps, console::steady_seconds());
}

std::filesystem::path MainWindow::newest_crash_report() {
    GIMBAL_ON(ui);
    return parts_->last_session.newest_report();
}

void MainWindow::open_in_editor(const std::string& path, int line) {
    GIMBAL_ON(ui);
    parts_->workbench.editor().script().open(path, line);
}

std::vector<std::string> MainWindow::rows(const std::string& panel) const {
    GIMBAL_ON(ui);
    return parts_->workbench.rows(panel);
}

void MainWindow::set_additions(const PluginAdditions& additions) {
    GIMBAL_ON(ui);
    parts_->workbench.menu().set_entries(additions.menu_entries);
    parts_->workbench.properties().set_buttons(additions.panel_buttons);
    parts_->workbench.menu().set_plugins(additions.plugins);
}

}  // namespace gimbal::app
