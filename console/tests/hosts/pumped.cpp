// pump() takes every event, stops after its budget, and turns a request to quit into the end of the main loop.
#include "gimbal/console/loop/pump.h"

#include "tests/hosts/host.h"

#include <signal.h>
#include <unistd.h>

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

namespace {
// As ConsolePanel.
struct Panel {
    int events = 0;
    std::string text;
    std::size_t handle(ConsoleEvent& event) {
        ++events;
        std::uint64_t dropped = 0;
        if (auto* output = std::get_if<OutputText>(&event))
            for (const TextPiece& piece : output->block->take(dropped)) text += piece.text;
        return 0;
    }
};
}  // namespace

int main() {
    UiQueue ui([] {});
    Engine engine(host_options());
    Panel panel;
    PumpHooks hooks;
    hooks.ui = &ui;
    bool called = false;
    int seen = 0, started = 0;
    hooks.on_event = [&](const ConsoleEvent& event) {
        ++seen;
        started += std::holds_alternative<RunStarted>(event);
    };
    engine.submit_cell("print('shown')");
    ui.post([&] { called = true; });
    EXPECT(wait_until([&] { return pump(engine, panel, 4ms, hooks) && contains(panel.text, "shown\n"); }));
    EXPECT(called);
    EXPECT(seen == panel.events);

    for (int i = 0; i < 10; ++i) engine.post(Progress{0, "one of many", 0.5});
    const int before = panel.events;
    EXPECT(pump(engine, panel, 0us, hooks).has_more);
    EXPECT(panel.events == before + 1);  // one at least, so that it gets on
    EXPECT(wait_until([&] { return !pump(engine, panel, 4ms, hooks).has_more; }));

    // A host that asks about unsaved work first may take longer than the engine waits after a signal, and may stay.
    std::string asked;
    hooks.on_quit = [&](const QuitRequested& quit) { asked = quit.why; };
    for (int i = 0; i < 2; ++i) {
        asked.clear();
        kill(getpid(), SIGTERM);
        EXPECT(wait_until([&] { return pump(engine, panel, 4ms, hooks) && !asked.empty(); }));
        const auto answered = std::chrono::steady_clock::now() + (i == 0 ? 2500ms : 0ms);
        EXPECT(
            wait_until([&] { return pump(engine, panel, 4ms, hooks) && std::chrono::steady_clock::now() > answered; }));
    }
    EXPECT(engine.state() == EngineState::ready);
    EXPECT(started == 1);  // the cell: SIGTERM is not the script's, so it starts no run for signal handlers
    hooks.on_quit = nullptr;

    kill(getpid(), SIGTERM);
    Pumped last;
    EXPECT(wait_until([&] { return !(last = pump(engine, panel, 4ms, hooks)); }));
    EXPECT(last.quit && last.quit->exit_code == 0);

    // A host that asks first goes on.
    asked.clear();
    hooks.on_quit = [&](const QuitRequested& quit) { asked = quit.why; };
    engine.post(QuitRequested{0, "a script asks"});
    EXPECT(wait_until([&] { return pump(engine, panel, 4ms, hooks) && !asked.empty(); }));
    EXPECT(asked == "a script asks");

    // The panel may be a function.
    int events = 0;
    engine.post(Progress{0, "for a function", 0.5});
    EXPECT(wait_until([&] {
        return pump(
                   engine, [&](ConsoleEvent&) { ++events; }, 4ms) &&
               events > 0;
    }));
    EXPECT(engine.quit(30));
    return result();
}
