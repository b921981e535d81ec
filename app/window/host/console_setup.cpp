#include "app/window/host/console_setup.h"

#include <string>
#include <utility>

#include "app/engine_options.h"
#include "gimbal/console/glfw/panel_textures.h"
#include "gimbal/console/text_pane.h"

namespace gimbal::app {
namespace {

constexpr const char* setting = "console_scrollback_lines";
constexpr double default_lines = 100'000, min_lines = 1'000, max_lines = 10'000'000;

}  // namespace

ScrollbackSize::ScrollbackSize(Settings& settings) {
    double lines = settings.number(setting, default_lines);
    if (!(lines >= min_lines && lines <= max_lines)) lines = default_lines;
    settings.set_number(setting, lines);
    lines_ = static_cast<std::size_t>(lines);
}

bool ScrollbackSize::above_default() const { return static_cast<double>(lines_) > default_lines; }

std::unique_ptr<console::Engine> start_engine(const ApplicationOptions& options, const ScrollbackSize& scrollback,
                                              module::ModuleLink& module, FrameClock& clock) {
    console::EngineOptions engine = engine_options(options.resources, options.environment);
    engine.how_to_quit = "Ctrl-Q or File > Quit ends the program";
    module.connect(engine);
    engine.session_dir = options.command.user_dir / "sessions";
    if (scrollback.above_default()) engine.output_backlog = console::scrollback_byte_limit(scrollback.lines());
    engine.capture_descriptors = true;  // shows in the console what C and C++ libraries print
    engine.wake = [&clock] { clock.posted(); };
    return std::make_unique<console::Engine>(std::move(engine));
}

console::ConsolePanelOptions console_panel_options(const ApplicationOptions& options,
                                                   const ScrollbackSize& scrollback) {
    console::ConsolePanelOptions console;
    console.history_file = options.command.user_dir / "history";
    console.banner = "Gimbal " + options.version +
                     "   Python {python}   environment {environment}\n"
                     "Names: gimbal   Parts: gimbal.scene, ops, io, view, app, ui\n"
                     "Tab completes, name? explains, F4 lists variables, Ctrl-R finds earlier input, Ctrl-C stops";
    console.scrollback_lines = scrollback.lines();
    console.textures = console::panel_textures();
    console.draft_folder = options.command.user_dir / "half-typed";
    return console;
}

}  // namespace gimbal::app
