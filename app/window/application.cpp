// Makes the parts in the order in which they need each other, and runs the main loop.
#include "app/window/application.h"

#include <chrono>
#include <cstdlib>
#include <new>
#include <thread>

#include "api/live_link/document_link.h"
#include "api/module/start_guard.h"
#include "app/panels/menus/key_table.h"
#include "app/window/drawing/frame_renderer.h"
#include "app/window/drawing/imgui_session.h"
#include "app/window/fonts/other_faces.h"
#include "app/window/frame_loop.h"
#include "app/window/host/console_setup.h"
#include "app/window/host/display_watch.h"
#include "app/window/host/event_pump.h"
#include "app/window/host/inspect_server.h"
#include "app/window/host/shut_down.h"
#include "app/window/host/window_host.h"
#include "app/window/main_window.h"

namespace gimbal::app {
namespace {

// The time of a frame for the engine's events. More lines than usual are kept only if the panel keeps up with them.
constexpr std::chrono::microseconds event_budget{600}, event_budget_to_keep_lines{4000};
constexpr std::chrono::milliseconds inspection_budget{100};
constexpr std::chrono::milliseconds pause_after_error{50};  // so that an error in every frame leaves others time

// Such a plug-in is off from now on, so work that was restored at the same time is not blamed for the crash.
bool plug_in_has_crashed(const CommandLine& command) {
    return module::StartGuard(command.user_dir / "starting").has_crashes();
}

// Its peers ask the engine for Python, so they leave before the engine ends.
struct LinkEnd {
    LiveLink& link;
    ~LinkEnd() { link.close("the program ends"); }
};

bool restarted(const std::optional<KeptWork>& kept) { return kept && kept->restarted && kept->place.width > 0; }

}  // namespace

// Members are destroyed from the bottom up: the panels before the engine, the engine before what its threads use.
struct Application::Parts {
    explicit Parts(ApplicationOptions given);
    ~Parts();

    ApplicationOptions options;
    ProgramStart start;
    std::shared_ptr<WorkFolder> work_folder;
    std::optional<KeptWork> kept;  // the work of the last session
    Settings settings;
    ScrollbackSize scrollback;
    Document document;
    document::CommandRegistry command_registry;
    WindowCommands window_commands{command_registry};
    KeyTable keys{command_registry};
    FrameStatistics statistics;
    FrameClock clock;
    console::UiQueue ui, inspections;  // inspections: the questions of the inspect socket
    GlfwWindow window;
    MainWindow main_window;
    WindowHost host;
    live_link::DocumentLink link;
    ModuleLink module;
    std::unique_ptr<console::Engine> engine;
    LinkEnd link_end{link};  // before the engine, which it asks
    FrameRenderer renderer;
    WindowScale scale;
    ImguiSession session;
    OtherFaces other_faces;
    console::ClipboardService clipboard;
    console::ImguiInput imgui_input;
    Layout layout;
    InputRouter router;
    CommandRunner commands;
    AppContext context;
    Workbench workbench;
    WorkKeeper work;
    SessionNotice last_session;
    StartUp start_up;
    UndoOffer undo_offer;
    EventPump events;
    FrameLoop frames;
    std::unique_ptr<InspectServer> inspect_server;
    ShutDown shut_down;

    void open_link();
    void read_keys();
    void restore_last_session();
    void open_inspect_socket();
    void turn();
    void survive(const char* error) noexcept;
};

Application::Parts::Parts(ApplicationOptions given)
    : options(std::move(given)),
      work_folder(std::make_shared<WorkFolder>(options.command.user_dir / "unsaved")),
      kept(work_folder->take_over(plug_in_has_crashed(options.command))),
      settings(options.command.user_dir / "settings.toml"),
      scrollback(settings),
      ui([this] { clock.posted(); }),
      inspections([this] { clock.posted(); }),
      window("Gimbal", restarted(kept) ? kept->place.width : options.command.width,
             restarted(kept) ? kept->place.height : options.command.height),
      main_window(clock),
      host(document, ui, statistics, clock, main_window),
      link(document, command_registry, host),
      module({&document, &command_registry, &host, options.command.user_dir, options.resources.scripts_dir,
              options.command.safe_mode, &link}),
      engine(start_engine(options, scrollback, module, clock)),  // Python starts while the fonts are baked
      renderer(window),
      scale(settings, options.command.scale, window.content_scale()),
      session(window, scale.scale(), scale.text_size()),
      other_faces(main_window),
      clipboard(window.handle(), ui,
                [this](std::string text) { main_window.notify(std::move(text), NoteLevel::warning); }),
      imgui_input(window.handle(), clipboard),
      layout(settings),
      router(layout, imgui_input),
      commands(document, command_registry, ui, main_window, link),
      context{document,
              window_commands,
              keys,
              *engine,
              module,
              settings,
              options.command.user_dir,
              options.resources.scripts_dir,
              clipboard.for_panels(),
              main_window,
              ui,
              options.version,
              options.environment,
              &link},
      workbench(context, layout, router, console_panel_options(options, scrollback)),
      work({context, workbench, window, engine->runs()}, work_folder),
      last_session({workbench, main_window, work, *work_folder}, options.command.user_dir / "sessions"),
      start_up(options, *engine, document, main_window, kept),
      undo_offer({document, *engine, workbench, main_window}),
      events({*engine, ui, main_window, workbench, last_session, start_up, undo_offer},
             scrollback.above_default() ? event_budget_to_keep_lines : event_budget),
      frames({window, clock, statistics, renderer, session, other_faces, scale, imgui_input, layout, router, commands,
              events, main_window, workbench, engine->runs(), work}),
      shut_down(
          {window, inspect_server, ui, inspections, host, settings, workbench, commands, link, *engine, work, start}) {
    main_window.connect({*engine, settings, layout, router, scale, commands, last_session, workbench, work, start,
                         options.environment, renderer});
    if (restarted(kept)) window.move_to(kept->place);
    if (kept) restore_last_session();
    session.style().fill = [this](ImDrawList* list, Rect rect, ImU32 colour) { renderer.fill(list, rect, colour); };
    session.style().other_face = [this](char32_t code, std::uint32_t cells) { return other_faces.find(code, cells); };
    document.on_change([this](document::Change) { clock.posted(); });  // the panels compare its version each frame
    link.on_change([this] { clock.posted(); });
    open_link();
    watch_display([this] { shut_down.lose_display(); });
    if (!settings.problem().empty()) main_window.notify(settings.problem(), NoteLevel::warning);
    read_keys();
    const std::string why = options.environment.problem_sentence();
    if (!why.empty() && !options.environment.named.folder.empty())  // otherwise the settings have a problem, see above
        main_window.notify(why + ". The base Python is used; Script > Python environment chooses another one.",
                           NoteLevel::error);
}

// As the command line says, else as the settings say.
void Application::Parts::open_link() {
    std::vector<std::string> addresses = options.command.link;
    const std::string kept_address = settings.text(link_setting);
    if (addresses.empty() && !kept_address.empty()) addresses.push_back(kept_address);
    if (addresses.empty()) return;
    try {
        link.listen({std::move(addresses), options.command.link_evaluate, {}});
    } catch (const std::exception& error) {
        main_window.notify(std::string("The live link does not listen: ") + error.what(), NoteLevel::error);
    }
}

void Application::Parts::read_keys() {
    try {
        keys.set_user_keys(read_keymap(options.command.user_dir / "keymap.toml"));
    } catch (const std::exception& error) {
        main_window.notify(std::string("The keys are those of the program: ") + error.what(), NoteLevel::warning);
    }
}

void Application::Parts::open_inspect_socket() {
    if (options.command.inspect_socket.empty()) return;
    inspect_server = std::make_unique<InspectServer>(
        options.command.inspect_socket, inspections,
        Inspection{workbench, layout, router, session, statistics, *engine, frames, work});
}

void Application::Parts::restore_last_session() {
    last_session.restoring();
    work.restore(*kept, [this](std::string list) {
        last_session.restored(kept->restarted ? "" : std::move(list));
        if (kept->restarted) main_window.notify("Python was restarted", NoteLevel::info);
    });
}

Application::Parts::~Parts() {
    inspections.close();
    ui.close();
    host.close();
}

Application::Application(ApplicationOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}
Application::~Application() = default;

void Application::Parts::turn() {
    frames.wait();
    events.drain();
    frames.build();
    frames.present();
    inspections.drain(inspection_budget);  // last, so that an answer describes a frame that was drawn
}

// A script may have used up the memory for a moment. The text and the scene survive the frame that could not be made.
void Application::Parts::survive(const char* error) noexcept {
    try {
        frames.abandon();
        main_window.notify(std::string("A part of the window could not be drawn: ") + error, NoteLevel::error);
    } catch (const std::exception&) {  // there is no memory for the message either
    }
    std::this_thread::sleep_for(pause_after_error);
}

int Application::run() {
    Parts& parts = *parts_;
    try {
        parts.open_inspect_socket();
    } catch (const std::exception&) {
        parts.shut_down.close_window(EXIT_FAILURE, parts.main_window.ending());  // the engine runs already
        throw;
    }
    parts.window.show();
    while (!parts.main_window.exit_code()) {
        try {
            parts.turn();
        } catch (const std::bad_alloc&) {
            parts.survive("no memory is left. Stop the script, or remove objects.");
        } catch (const std::exception& error) { parts.survive(error.what()); }
    }
    parts.shut_down.close_window(*parts.main_window.exit_code(), parts.main_window.ending());
    return *parts.main_window.exit_code();
}

}  // namespace gimbal::app
