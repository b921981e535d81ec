// Connects one console to an Engine.
#pragma once
#include <string>
#include <utility>

#include "gimbal/console/engine.h"
#include "gimbal/console/engine_assist.h"
#include "gimbal/console/prompt/console_engine.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class EngineLink final : public ConsoleEngine {
public:
    // `console` names the namespace of its cells.
    explicit EngineLink(Engine& engine, ConsoleId console = 0)
        : engine_(engine),
          console_(console),
          assist_(engine, [console] { return console; }) {}

    RunId submit_cell(std::string source, CellResults results) override {
        return engine_.submit_cell(std::move(source), {.console = console_, .results = results});
    }
    void answer_input(QuestionId question, std::string line) override {
        engine_.answer_input(question, std::move(line));
    }
    void end_input(QuestionId question) override { engine_.end_input(question); }
    std::uint64_t inspect(std::string name, bool with_source) override {
        return engine_.inspect(std::move(name), with_source, console_);
    }
    void remove_queued(RunId run) override { engine_.remove_queued(run); }
    void stop() override { engine_.stop(); }
    const RunModel& runs() const override { return engine_.runs(); }
    AssistSource& assist() override { return assist_; }

private:
    Engine& engine_;
    const ConsoleId console_;
    EngineAssist assist_;
};

}  // namespace gimbal::console
