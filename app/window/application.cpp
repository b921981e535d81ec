// Wires document, engine, host, panels and window together, and turns the main loop.
#include "app/window/application.h"

#include <imgui.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "app/window/drawing/frame_renderer.h"
#include "app/window/drawing/imgui_session.h"
#include "app/window/fonts/other_faces.h"
#include "app/window/host/command_runner.h"
#include "app/window/host/crash_notice.h"
#include "app/window/host/display_watch.h"
#include "app/window/host/inspection.h"
#include "app/window/host/start_up.h"
#include "app/window/host/window_host.h"
#include "app/window/workbench.h"
#include "imgui_glfw/panel_textures.h"
#include "text/model/scrollback.h"

namespace gimbal::app {
namespace {

constexpr double drain_seconds = 0.0006;             // a frame's budget for what threads posted
constexpr double drain_seconds_to_keep_all = 0.004;  // where somebody wants more lines than usual
constexpr double view_budget_ms = 8;
constexpr double quit_seconds = 1.5;          // for Python; all of it has to be over in 2
constexpr int frames_after_input = 2;         // ImGui settles hover and sizes one frame later
constexpr double least_tick_seconds = 0.008;  // a panel that asks for the past must not spin the loop
constexpr double zoom_rest_seconds = 0.1;     // without a key, then the fonts are baked
constexpr double field_caret_seconds = 0.4, tooltip_seconds = 1.0, tooltip_tick_seconds = 0.1;

std::string banner(const ApplicationOptions& options) {
    return "Gimbal " + options.version +
           "  Python {python}  {library}\ngimbal   Tab completes, Ctrl-C stops, Ctrl-Q quits";
}

constexpr std::size_t usual_lines = 100000;

// Written back, so that who looks into the file finds what can be set.
std::size_t scrollback_lines(Settings& settings) {
    constexpr double least = 1000, most = 10000000;
    const double lines = settings.number("console_scrollback_lines", usual_lines);
    const double kept = lines >= least && lines <= most ? lines : usual_lines;
    settings.set_number("console_scrollback_lines", kept);
    return static_cast<std::size_t>(kept);
}

console::ConsolePanelOptions console_options(const ApplicationOptions& options, std::size_t lines_kept) {
    console::ConsolePanelOptions console;
    console.history_file = options.user_dir / "history";
    console.banner = banner(options);
    console.scrollback_lines = lines_kept;
    console.textures = panel_textures();
    console.draft_folder = options.user_dir / "half-typed";
    return console;
}

float kept_text_size(const Settings& settings) {
    const double kept = settings.number("text_size", mono_size);
    return kept >= least_mono_size && kept <= most_mono_size ? static_cast<float>(std::round(kept)) : mono_size;
}

CellSizes cell_sizes(const console::PanelStyle& style) {
    return {style.cell_width, style.mono_size, style.mono->Ascent};
}

bool is_python(const std::filesystem::path& path) { return path.extension() == ".py"; }

}  // namespace

// Members are destroyed from the bottom up: panels before the engine, the engine before what its threads use.
struct Application::State final : WorkbenchWindow {
    explicit State(ApplicationOptions given);
    ~State() override;

    ApplicationOptions options;
    Settings settings;
    std::size_t lines_kept;
    document::Document document;
    document::CommandRegistry commands;
    FrameStatistics statistics;
    FrameClock clock;
    console::UiQueue ui{[this] { clock.posted(); }};
    GlfwWindow window;
    WindowHost host;
    ModuleLink module;
    std::unique_ptr<console::Engine> engine;
    FrameRenderer renderer;
    ImguiSession session;
    OtherFaces other_faces;
    ClipboardService clipboard;
    ImguiInput imgui_input;
    Layout layout;
    InputRouter router;
    CommandRunner runner;
    AppContext context;
    CrashNotice crash;
    Workbench workbench;
    StartUp start_up;
    std::unique_ptr<InspectServer> inspect_server;

    float wanted_scale, wanted_text_size;
    double zoomed_at = 0;  // a key held down bakes the fonts once
    bool quitting = false, queue_left = false;
    int exit_code = 0, frames_owed = 0;  // frames_owed: to input
    std::size_t posts_shown = 0;         // by the present frame
    double cpu_mark = 0, last_input = 0;

    // --- The loop's steps.
    void wait();
    void drain();
    void build();
    std::optional<StatusBar::CommandShown> shown_command(double now);
    void present();
    int shut_down();
    bool end_work();            // false: some of it lives on, and only _exit can follow
    void leave_lost_display();  // does not return

    void handle(console::ConsoleEvent& event);
    void take_window_events();
    void take_input();
    double next_tick();
    std::string what_waits();

    // --- What panels and scripts ask for.
    std::unique_ptr<console::Engine> start_engine();
    WindowActions host_actions();
    void run_command(const std::string& name, document::Arguments arguments) override {
        runner.run(name, std::move(arguments));
    }
    void run_script(const std::string& path) override { engine->submit_file(path); }
    void stop() override { engine->is_busy() ? engine->stop() : runner.cancel_all(); }
    void notify(std::string text, NoteLevel level) override { workbench.notify(text, level, steady_seconds()); }
    void open_path(const std::string& path) override;
    void quit() override {
        workbench.menu().ask_unsaved_then([this] { quit_with(0); });
    }
    void wake() override { clock.posted(); }
    std::string focused_panel() const override { return name_of(router.focused()); }
    void focus_panel(std::string_view name) override {
        if (const auto id = panel_named(std::string(name))) router.focus(*id);
    }
    void toggle_maximised() override { layout.toggle_maximised(router.focused()); }
    void reset_layout() override { layout.reset(); }
    void toggle_wireframe() override { workbench.viewport().toggle_wireframe(); }
    void set_scale(float scale) override;
    void zoom_text(int steps) override;
    std::filesystem::path newest_crash_report() override { return crash.newest_report(); }
    void open_mesh(const std::string& path);
    void quit_with(int code);
    bool zoom_waits() const { return wanted_text_size != session.mono(); }
    float initial_scale() const;
};

Application::State::State(ApplicationOptions given)
    : options(std::move(given)),
      settings(options.user_dir / "settings.toml"),
      lines_kept(scrollback_lines(settings)),
      window("Gimbal", options.width, options.height),
      host(document, ui, statistics, clock),
      module({&document, &commands, &host, options.user_dir, options.scripts_dir, options.safe_mode}),
      engine(start_engine()),  // Python starts while the fonts are baked
      renderer(window),
      session(window, initial_scale(), kept_text_size(settings)),
      other_faces([this] { clock.posted(); }),
      clipboard(window, ui, [this](std::string text) { notify(std::move(text), NoteLevel::warning); }),
      imgui_input(window, clipboard),
      layout(settings),
      router(layout, imgui_input),
      runner(document, commands, ui,
             {[this](std::string line) { workbench.info().add_action(std::move(line)); },
              [this](std::string text, NoteLevel level) { notify(std::move(text), level); }}),
      context{
          document, commands, *engine, module, settings, options.user_dir, options.scripts_dir, clipboard.for_panels(),
          *this,    ui},
      crash(options.user_dir / "sessions"),
      workbench(context, layout, router, console_options(options, lines_kept)),
      start_up(options, *engine, document, [this](const std::string& path) { open_mesh(path); }),
      wanted_scale(session.scale()),
      wanted_text_size(session.mono()) {
    watch_display([this] { leave_lost_display(); });
    host.set_actions(host_actions());
    host.quit_requested = [this](int code) { quit_with(code); };
    router.global_key = [this](const console::InputEvent& event) { return workbench.menu().handle_key(event); };
    router.zoom_wheel = [this](const console::InputEvent& event) {
        zoom_text(event.wheel_y > 0 ? 1 : -1);
        return true;
    };
    router.keeps_escape = [this](PanelId id) { return workbench.keeps_escape(id); };
    router.next_part = [this](PanelId id) { return id == PanelId::console && workbench.console().to_next_part(); };
    router.dialog_open = [this] { return workbench.dialog_open(); };
    session.style().fill = [this](ImDrawList* list, Rect rect, ImU32 colour) { renderer.fill(list, rect, colour); };
    session.style().other_face = [this](char32_t code, std::uint32_t cells) { return other_faces.find(code, cells); };
    document.on_change([this](document::Change) { clock.posted(); });  // the panels look at its version each frame
    if (!settings.problem().empty()) notify(settings.problem(), NoteLevel::warning);
    if (!options.inspect_socket.empty())
        inspect_server = std::make_unique<InspectServer>(options.inspect_socket, ui,
                                                         [this](const std::string& request) {
                                                             return Inspection{workbench,
                                                                               layout,
                                                                               router,
                                                                               window,
                                                                               statistics,
                                                                               *engine,
                                                                               [this] { return session.scale(); },
                                                                               [this] { return session.mono(); },
                                                                               [this] { return what_waits(); }}
                                                                 .answer(request);
                                                         });
}

Application::State::~State() {
    ui.close();
    host.close();
}

std::unique_ptr<console::Engine> Application::State::start_engine() {
    console::EngineOptions engine_options;
    engine_options.launcher = options.launcher;
    engine_options.search_paths = {options.python_dir};
    engine_options.extensions.push_back(module.extension());
    engine_options.start_code = "import gimbal";
    engine_options.session_dir = options.user_dir / "sessions";
    if (lines_kept > usual_lines) engine_options.output_backlog = console::Scrollback::usual_byte_limit(lines_kept);
    engine_options.capture_descriptors = true;  // what libraries print comes into the console
    engine_options.wake = [this] { clock.posted(); };
    engine_options.run_began = [this](const console::RunInfo& run) { document.begin_step(run.title); };
    engine_options.run_ended = [this](const console::RunInfo&, console::RunState) {
        const std::string wrong = module.sync_exports();  // what numpy wrote belongs to this step
        document.end_step();
        if (!wrong.empty()) host.notify(wrong, NoteLevel::warning);
    };
    return std::make_unique<console::Engine>(std::move(engine_options));
}

WindowActions Application::State::host_actions() {
    WindowActions actions;
    actions.notify = [this](std::string text, NoteLevel level) { notify(text, level); };
    actions.echo = [this](std::string line) { workbench.info().add_action(std::move(line)); };
    actions.open_in_editor = [this](std::string path, int line) { workbench.editor().open(path, line); };
    actions.panel_rows = [this](const std::string& panel) { return workbench.rows(panel); };
    actions.set_menu_entries = [this](std::vector<MenuEntry> entries) {
        workbench.menu().set_entries(std::move(entries));
    };
    actions.set_panel_buttons = [this](std::vector<PanelButton> buttons) {
        workbench.properties().set_buttons(std::move(buttons));
    };
    actions.set_plugins = [this](std::vector<PluginInfo> plugins) { workbench.menu().set_plugins(std::move(plugins)); };
    return actions;
}

void Application::State::open_path(const std::string& path) {
    if (!is_python(path)) return open_mesh(path);
    if (workbench.editor().open(path)) router.focus(PanelId::editor);
}

void Application::State::open_mesh(const std::string& path) {
    runner.run_then("io.load", {{"path", path}}, [this, path] { settings.add_recent_file(path); });
}

void Application::State::quit_with(int code) {
    quitting = true;
    exit_code = code;
}

float Application::State::initial_scale() const {
    if (options.scale > 0) return options.scale;
    const double kept = settings.number("scale", 0);
    return kept >= 0.5 && kept <= 4 ? static_cast<float>(kept) : window.content_scale();
}

void Application::State::set_scale(float scale) {
    wanted_scale = std::clamp(scale, 0.5f, 4.0f);
    settings.set_number("scale", wanted_scale);
}

void Application::State::zoom_text(int steps) {
    wanted_text_size = std::clamp(steps == 0 ? mono_size : wanted_text_size + static_cast<float>(steps),
                                  least_mono_size, most_mono_size);
    settings.set_number("text_size", wanted_text_size);
    zoomed_at = steady_seconds();
}

// --- The loop.

double Application::State::next_tick() {
    const double began = clock.frame_began();
    double tick = std::min(workbench.next_tick(), runner.next_tick());
    if (imgui_input.text_field_active()) tick = std::min(tick, began + field_caret_seconds);
    if (zoom_waits()) tick = std::min(tick, zoomed_at + zoom_rest_seconds);
    if (queue_left || posts_shown > 0)
        tick = std::min(tick, began + FrameClock::frame_seconds);  // what ImGui settles one frame later
    if (began - last_input < tooltip_seconds) tick = std::min(tick, began + tooltip_tick_seconds);
    return std::max(tick, began + least_tick_seconds);
}

std::string Application::State::what_waits() {
    if (!window.input().empty()) return "input";
    if (engine->is_busy()) return "run";
    if (!runner.running().empty()) return "command";
    if (frames_owed > 0 || queue_left || zoom_waits()) return "frame";
    return workbench.viewport().wants_render() && layout.shown(PanelId::view) ? "view" : "";
}

void Application::State::wait() {
    const bool view_left = layout.shown(PanelId::view) && workbench.viewport().wants_render() &&
                           !clock.continuous();  // its next frame is near
    clock.wait(window, frames_owed > 0 || view_left, next_tick());
    if (frames_owed > 0) --frames_owed;
}

void Application::State::drain() {
    const double until = steady_seconds() + (lines_kept > usual_lines ? drain_seconds_to_keep_all : drain_seconds);
    queue_left = false;
    console::ConsoleEvent event;
    posts_shown = 0;
    while (engine->try_dequeue_event(event)) {
        handle(event);
        ++posts_shown;
        if (steady_seconds() < until) continue;
        queue_left = true;  // the rest after a frame, so that a flood cannot freeze it
        break;
    }
    posts_shown += ui.drain(std::chrono::microseconds(static_cast<long>(drain_seconds * 1e6)));
    queue_left |= !ui.empty();
}

void Application::State::handle(console::ConsoleEvent& event) {
    if (const auto* asked = std::get_if<console::QuitRequested>(&event)) return quit_with(asked->exit_code);
    if (auto* started = std::get_if<console::RunStarted>(&event); started && start_up.is_quiet(started->run))
        started->kind = console::RunKind::command;  // the console says "run NAME" for files that the person asked for
    const bool ready = std::holds_alternative<console::EngineReady>(event);
    const auto* ended = std::get_if<console::RunEnded>(&event);
    const console::RunId ended_run = ended ? ended->run : 0;
    workbench.handle(event);
    if (ready)
        crash.tell(
            workbench, [this] { router.focus(PanelId::editor); }, steady_seconds());  // after the banner
    if (ready) start_up.engine_ready();
    if (ended_run) start_up.run_ended(ended_run);
}

void Application::State::take_window_events() {
    if (window.take_exposed()) {
        renderer.invalidate();
        clock.note_due(clock.frame_began());
    }
    if (window.take_close_request()) quit();
    for (const std::string& path : window.take_dropped_files()) open_path(path);
    const bool zooms = clock.frame_began() - zoomed_at >= zoom_rest_seconds;
    if (session.set_sizes(wanted_scale, zooms ? wanted_text_size : session.mono())) renderer.invalidate();
    if (other_faces.take(cell_sizes(session.style()), clock.frame_began())) renderer.invalidate();
    layout.arrange(static_cast<float>(window.size().width), static_cast<float>(window.size().height), session.scale());
}

void Application::State::take_input() {
    const double first = router.take_share(window.input());
    if (first == never) return;
    clock.note_due(first);
    last_input = clock.frame_began();
    frames_owed = frames_after_input;
}

void Application::State::build() {
    take_window_events();
    take_input();
    renderer.begin_frame();
    session.begin_back_ends();
    imgui_input.apply();
    ImGui::NewFrame();
    const console::PanelStyle& style = session.style();
    style.fill(ImGui::GetBackgroundDrawList(),
               {0, 0, layout.menu_bar().width, static_cast<float>(window.size().height)}, style.palette.gap);
    const double now = steady_seconds();
    workbench.status().show_command(shown_command(now));
    workbench.draw(style, statistics.recent_late_ms(now), now);
    if (const auto splitter = router.splitter())
        ImGui::SetMouseCursor(Layout::upright(*splitter) ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
    router.finish_frame(header_height * style.scale, ImGui::IsAnyItemHovered());
    ImGui::Render();
    statistics.worked(1e3 * (thread_cpu_seconds() - cpu_mark));
}

// The oldest of what workers do for clicks.
std::optional<StatusBar::CommandShown> Application::State::shown_command(double now) {
    if (runner.running().empty()) return std::nullopt;
    const auto& running = runner.running().front();
    return StatusBar::CommandShown{running.title, running.job->progress(), now - running.since,
                                   [job = running.job] { job->cancel(); }};
}

void Application::State::present() {
    const double began = steady_seconds();
    if (layout.shown(PanelId::view) && workbench.viewport().render(view_budget_ms))
        renderer.damage(workbench.viewport().rect());
    if (clock.continuous()) renderer.invalidate();  // the whole window, as any other program that redraws
    if (renderer.present(*ImGui::GetDrawData())) {
        const double now = steady_seconds(), due = clock.due() == never ? clock.frame_began() : clock.due();
        statistics.presented(1e3 * (now - due), 1e3 * (now - began), now);
    }
    cpu_mark = thread_cpu_seconds();
}

// The window goes at once; what a script still does has 1.5 s to end, and then the process ends without it.
int Application::State::shut_down() {
    window.hide();
    const bool ended = end_work();
    const auto leave = [code = exit_code] {
        std::fflush(nullptr);
        _exit(code);
    };
    if (!ended) leave();
    watch_display(leave);  // what is left to do can be left
    return exit_code;
}

bool Application::State::end_work() {
    inspect_server.reset();
    ui.close();
    host.close();
    const std::string not_saved = settings.save();
    workbench.console().keep_drafts();  // here: Python may not let the process end in order
    runner.cancel_all();
    document::WorkerPool::shared().cancel_all();
    const bool python_ended = engine->quit(quit_seconds);
    if (!not_saved.empty())
        std::fprintf(stderr, "gimbal: %s\n", not_saved.c_str());  // by now it is the terminal's again
    bool work_ended = true;
    for (const auto& running : runner.running()) work_ended &= running.job->wait_for(0.2);
    return python_ended && work_ended;
}

// As at SIGHUP, and as bounded. We are in the middle of a call of Xlib's, whose connection and what holds it are left
// to the system.
void Application::State::leave_lost_display() {
    end_work();
    std::fputs("gimbal: the display has gone away, and the window with it; what ran was stopped\n", stderr);
    std::fflush(nullptr);
    _exit(1);
}

Application::Application(ApplicationOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Application::~Application() = default;

int Application::run() {
    State& state = *state_;
    state.cpu_mark = thread_cpu_seconds();  // the start is not a frame
    state.window.show();
    while (!state.quitting) {
        state.wait();
        state.drain();
        state.build();
        state.present();
    }
    return state.shut_down();
}

}  // namespace gimbal::app
