// Runs and results that a program waits for, because it has no main loop of its own.
#pragma once
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gimbal/console/loop/pump.h"

namespace gimbal::console {

// The end of a run.
struct RunResult {
    RunState state = RunState::failed;
    std::string why = {};   // the traceback, or the reason why the run has not started; "" if it is done
    int exit_code = 1;      // what python3 would return after it: 0, 1, or the code of sys.exit()
    bool has_quit = false;  // SIGTERM, SIGHUP or a script asks the program to end, with this exit code
};

// Writes what runs print and show to stdout and stderr, as python3 does. Leaves out the console's own messages, which
// are for a person: "exit() ended this run only".
inline void print_output(ConsoleEvent& event) {
    const auto write = [](const std::string& text, std::FILE* file) {
        std::fwrite(text.data(), 1, text.size(), file);
        std::fflush(file);
    };
    std::uint64_t dropped_lines = 0;
    if (const auto* output = std::get_if<OutputText>(&event))
        for (const TextPiece& piece : output->block->take(dropped_lines))
            if (piece.stream != Stream::host) write(piece.text, piece.stream == Stream::err ? stderr : stdout);
    if (const auto* shown = std::get_if<LongResult>(&event)) write(*shown->text, stdout);
}

// Waits until the run has ended, and gives each event to `panel` as pump() does. `tick` runs every millisecond between
// the events: a program may stop the run there. `ui` is drained meanwhile, so the run may ask for what needs this
// thread (python/ui_call.h). input() gets no answer and raises EOFError. Thread: UI.   GIL: never.
template <class Panel>
RunResult wait_for_run(Engine& engine, RunId run, Panel&& panel, const std::function<void()>& tick = nullptr,
                       UiQueue* ui = nullptr) {
    RunResult result;
    bool ended = false;
    PumpHooks hooks{.ui = ui};
    hooks.on_event = [&](const ConsoleEvent& event) {
        if (const auto* end = std::get_if<RunEnded>(&event); end && end->run == run) {
            const Traceback& error = end->error;
            const int code = end->state == RunState::done ? 0 : error.is_system_exit ? error.exit_code : 1;
            result = {end->state, error.text, code};
            ended = true;
        } else if (const auto* removed = std::get_if<RunRemoved>(&event); removed && removed->run == run) {
            result.why = removed->why;
            ended = true;
        } else if (const auto* asked = std::get_if<InputRequested>(&event)) {
            engine.end_input(asked->question);
        }
    };
    while (!ended) {
        const Pumped pumped = pump(engine, panel, std::chrono::milliseconds(10), hooks);
        if (pumped.quit && !ended) return {RunState::interrupted, pumped.quit->why, pumped.quit->exit_code, true};
        if (tick) tick();
        if (!ended && !pumped.has_more) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return result;
}

// Waits for the result of Engine::eval() or call(), and gives each event to `panel` as pump() does. `tick` runs every
// millisecond between the events. Thread: UI.   GIL: never.
template <class T, class Panel>
Result<T> wait_for_result(Engine& engine, Future<T> future, Panel&& panel,
                          const std::function<void()>& tick = nullptr) {
    while (!future.ready()) {
        const Pumped pumped = pump(engine, panel, std::chrono::milliseconds(10));
        if (pumped.quit) return no_result(NoResult::interrupted, pumped.quit->why);
        if (tick) tick();
        if (!future.ready() && !pumped.has_more) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    pump(engine, panel, std::chrono::milliseconds(10));  // what the code has printed
    return future.get(std::chrono::milliseconds(0));
}

// Runs a script and waits for it. Thread: UI.   GIL: never.
template <class Panel>
RunResult run_file(Engine& engine, std::filesystem::path path, std::vector<std::string> argv, Panel&& panel) {
    return wait_for_run(engine, engine.submit_file(std::move(path), std::move(argv)), panel);
}

}  // namespace gimbal::console
