// An engine for tests: submit, wait for an event with a deadline, read the output.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <typeinfo>
#include <variant>
#include <vector>

#include "base/platform/wake_up.h"
#include "gimbal/console/engine.h"
#include "tests/support/endless_loop.h"
#include "tests/support/test_paths.h"

namespace gimbal::console::test {

inline constexpr double deadline_seconds = 120;
inline const bool signals_blocked = (block_asynchronous_signals(),
                                     true);  // before any thread exists

inline EngineOptions plain_options() {
    EngineOptions options;
    options.program_name = "gimbal";
    options.how_to_quit = "Ctrl-Q or File > Quit ends the program";
    options.launcher = test_python();
    options.search_paths = {test_console()};
    options.handle_quit_signals = false;
    return options;
}

// An engine and its events so far. Thread: UI.
class EngineUnderTest {
public:
    explicit EngineUnderTest(EngineOptions options = plain_options()) : engine(with_wake(std::move(options))) {}

    // Drains events until `wanted` returns true. Throws after the deadline, so a test never hangs.
    void wait_until(const char* what, const std::function<bool()>& wanted) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(deadline_seconds);
        for (;;) {
            drain();
            if (wanted()) return;
            if (std::chrono::steady_clock::now() > deadline)
                throw std::runtime_error(std::string("timed out waiting for ") + what);
            woken_.wait(5);
        }
    }

    template <class Event>
    Event wait_for(const std::function<bool(const Event&)>& wanted = [](const Event&) { return true; }) {
        const Event* found = nullptr;
        wait_until(typeid(Event).name(), [&] { return (found = find<Event>(wanted)) != nullptr; });
        return *found;
    }

    void wait_until_ready() { wait_for<EngineReady>(); }

    RunEnded wait_for_end(RunId run) {
        return wait_for<RunEnded>([=](const RunEnded& ended) { return ended.run == run; });
    }
    void wait_until_running(RunId run) {
        wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; });
    }
    void wait_for_text(const std::string& wanted) {
        wait_until(wanted.c_str(), [&] { return text().find(wanted) != std::string::npos; });
    }
    // Waits for the newest question if there is none yet, and answers it.
    void answer(const std::string& line) { engine.answer_input(question(), line); }
    QuestionId question() {
        wait_until("a question", [&] { return !engine.runs().questions().empty(); });
        return engine.runs().questions().back().question;
    }
    RunEnded submit_and_wait(const std::string& source) { return wait_for_end(engine.submit_cell(source)); }
    // The output of the cell, of all streams.
    std::string output_of(const std::string& source) { return output_of(submit_and_wait(source).run); }
    std::string output_of(RunId run) const {
        std::string all;
        for (const TextPiece& piece : pieces)
            if (piece.run == run) all += piece.text;
        return all;
    }
    std::string output_of(RunId run, Stream stream) const {
        std::string all;
        for (const TextPiece& piece : pieces)
            if (piece.run == run && piece.stream == stream) all += piece.text;
        return all;
    }
    std::string text() const {
        std::string all;
        for (const TextPiece& piece : pieces) all += piece.text;
        return all;
    }

    template <class Event>
    const Event* find(const std::function<bool(const Event&)>& wanted) const {
        for (const ConsoleEvent& event : events)
            if (const auto* typed = std::get_if<Event>(&event); typed && wanted(*typed)) return typed;
        return nullptr;
    }

    void forget() {
        drain();
        events.clear();
        pieces.clear();
        dropped_lines = 0;
    }

    void drain() {
        ConsoleEvent event;
        while (engine.try_dequeue_event(event)) {
            if (auto* output = std::get_if<OutputText>(&event)) {
                std::uint64_t dropped = 0;
                for (TextPiece& piece : output->block->take(dropped)) pieces.push_back(std::move(piece));
                dropped_lines += dropped;
            }
            events.push_back(std::move(event));
        }
    }

private:
    EngineOptions with_wake(EngineOptions options) {
        options.wake = [this] { woken_.notify(); };
        return options;
    }
    WakeUp woken_;  // outlives the engine, which notifies it

public:
    std::vector<ConsoleEvent> events;
    std::vector<TextPiece> pieces;
    std::uint64_t dropped_lines = 0;
    Engine engine;
};

// One engine for all cases of a program that only run code, because starting Python takes long.
inline EngineUnderTest& shared_engine() {
    struct Shared {
        EngineUnderTest subject;
        Shared() { subject.wait_until_ready(); }
        ~Shared() { subject.engine.quit(deadline_seconds); }
    };
    static Shared shared;
    return shared.subject;
}

struct WithEngine {
    EngineUnderTest& subject = shared_engine();
    WithEngine() { subject.forget(); }
};

}  // namespace gimbal::console::test
