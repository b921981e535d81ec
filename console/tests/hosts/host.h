// What the test programs of this folder share: an engine, a wait with a deadline, and a check that prints its line.
#pragma once
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "gimbal/console/engine.h"
#include "tests/support/test_paths.h"

namespace gimbal::console::test {

inline int failures = 0;

inline bool check(bool holds, const char* text, const char* file, int line) {
    if (!holds) ++failures, std::fprintf(stderr, "%s:%d: not so: %s\n", file, line, text);
    return holds;
}
#define EXPECT(condition) ::gimbal::console::test::check(static_cast<bool>(condition), #condition, __FILE__, __LINE__)

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline EngineOptions host_options() {
    EngineOptions options;
    options.program_name = "host";
    options.launcher = test_python();
    options.search_paths = {test_console()};
    return options;
}

// False after the deadline.
inline bool wait_until(const std::function<bool()>& wanted, double seconds = 30) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (!wanted()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

// An engine and its events so far. Thread: UI.
class Host {
public:
    explicit Host(EngineOptions options = host_options()) : engine(std::move(options)) {}

    void drain() {
        for (ConsoleEvent event; engine.try_dequeue_event(event);) {
            if (auto* output = std::get_if<OutputText>(&event)) {
                std::uint64_t dropped = 0;
                for (const TextPiece& piece : output->block->take(dropped)) text += piece.text;
            }
            events.push_back(std::move(event));
        }
    }
    template <class Event>
    const Event* find(const std::function<bool(const Event&)>& wanted = [](const Event&) { return true; }) {
        drain();
        for (const ConsoleEvent& event : events)
            if (const auto* one = std::get_if<Event>(&event); one && wanted(*one)) return one;
        return nullptr;
    }
    template <class Event>
    bool wait_for(const std::function<bool(const Event&)>& wanted = [](const Event&) { return true; }) {
        return wait_until([&] { return find<Event>(wanted) != nullptr; });
    }
    bool is_ready() { return wait_for<EngineReady>(); }
    bool wait_for_text(const std::string& wanted) {
        return wait_until([&] {
            drain();
            return contains(text, wanted);
        });
    }
    // Runs the cell to its end. Returns its state.
    RunState run(const std::string& source) {
        const RunId run = engine.submit_cell(source);
        const auto is_end = [=](const RunEnded& ended) { return ended.run == run; };
        return wait_for<RunEnded>(is_end) ? find<RunEnded>(is_end)->state : RunState::queued;
    }

    std::vector<ConsoleEvent> events;
    std::string text;  // of all streams
    Engine engine;
};

// The result of main(). `_exit` after a quit() that has left Python behind.
inline int result() {
    std::fprintf(stderr, failures == 0 ? "as it should be\n" : "%d checks failed\n", failures);
    return failures == 0 ? 0 : 1;
}
[[noreturn]] inline void leave_at_once() {
    const int code = result();
    std::fflush(nullptr);
    std::_Exit(code);
}

}  // namespace gimbal::console::test
