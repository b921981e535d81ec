// A ConsoleModel with an engine that records what it is asked, in place of Python.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gimbal/console/prompt/console_model.h"

namespace gimbal::console::test {

using Lines = std::vector<std::string>;

class RecordingEngine final : public ConsoleEngine, public AssistSource {
public:
    struct Cell {
        std::string source;
        CellResults results;
    };
    RunId submit_cell(std::string source, CellResults results) override {
        state.note_submitted();
        cells.push_back({std::move(source), results});
        return cells.size();
    }
    void answer_input(QuestionId question, std::string line) override { answers.emplace_back(question, line); }
    void end_input(QuestionId question) override { ended.push_back(question); }
    std::uint64_t inspect(std::string name, bool with_source) override {
        inspected.push_back((with_source ? "source of " : "") + name);
        return ++request;
    }
    void remove_queued(RunId run) override { removed.push_back(run); }
    void stop() override { ++stops; }
    const RunModel& runs() const override { return state; }
    AssistSource& assist() override { return *this; }

    std::uint64_t complete(std::string source, std::size_t cursor, bool patient) override {
        asked.push_back(source.substr(0, cursor) + (patient ? " (patiently)" : ""));
        return list_request = ++request;
    }
    std::uint64_t call_tip(std::string source, std::size_t cursor) override {
        tips.push_back(source.substr(0, cursor));
        return tip_request = ++request;
    }
    std::uint64_t document(std::string, std::size_t, std::string completion) override {
        documented.push_back(std::move(completion));
        return doc_request = ++request;
    }

    RunModel state;
    std::vector<Cell> cells;
    std::vector<std::pair<QuestionId, std::string>> answers;
    std::vector<QuestionId> ended;
    std::vector<RunId> removed;
    Lines inspected, asked, tips, documented;
    int stops = 0;
    std::uint64_t request = 0, list_request = 0, tip_request = 0, doc_request = 0;  // the newest ones
};

class Block final : public TextBlock {
public:
    explicit Block(std::vector<TextPiece> pieces) : pieces_(std::move(pieces)) {}
    std::vector<TextPiece> take(std::uint64_t& dropped) override {
        dropped = 0;
        return std::exchange(pieces_, {});
    }

private:
    std::vector<TextPiece> pieces_;
};

inline ConsoleEvent output(std::string text, Stream stream = Stream::out, bool folded = false) {
    TextPiece piece{1, stream, std::move(text)};
    piece.folded = folded;
    return OutputText{std::make_shared<Block>(std::vector<TextPiece>{std::move(piece)})};
}

// The events go to the engine's RunModel and then to the model, as those of an Engine do.
struct ConsoleUnderTest {
    explicit ConsoleUnderTest(ConsoleModel::Options options = {}) : model(engine, std::move(options)) {}

    void handle(const ConsoleEvent& event) {
        engine.state.handle(event);
        model.handle(event);
    }
    void starts(RunId run, RunKind kind = RunKind::cell, std::string title = {}, std::string source = {}) {
        handle(RunStarted{{run, kind, std::move(title), 0, std::move(source), {}}});
    }
    void queued(RunId run, std::string title) { handle(RunQueued{run, RunKind::cell, std::move(title), 0, {}, {}}); }
    void ends(RunId run) { handle(RunEnded{run, RunState::done, 0, {}}); }
    void asks(RunId run, std::string prompt, QuestionId question, bool hidden = false) {
        handle(InputRequested{run, std::move(prompt), hidden, question});
    }
    void offers(std::size_t start, Lines names, bool whole = true) {
        CompletionList list{engine.list_request, start, start, {}, whole};
        for (std::string& name : names) list.items.push_back({std::move(name), "name", ""});
        handle(list);
    }
    void tips(std::string signature) { handle(CallTip{engine.tip_request, std::move(signature), 0, 0, ""}); }

    void press(Command command) { model.perform(command); }
    void enter(std::string_view text) {
        model.type(text);
        press(Command::run);
    }
    RunId begin(std::string_view text) {  // a cell that goes on
        enter(text);
        const RunId run = engine.cells.size();
        queued(run, std::string(text));
        starts(run);
        return run;
    }
    void run(std::string_view text) { ends(begin(text)); }

    std::string typed() const { return model.typed(); }
    Lines names() const {
        Lines names;
        for (const Completion& name : model.completions()) names.push_back(name.text);
        return names;
    }
    Lines lines() const {
        Lines lines;
        for (std::uint64_t number = model.first_line(); number < model.end_line(); ++number)
            lines.push_back(model.line(number));
        return lines;
    }
    std::string last() const { return lines().back(); }

    RecordingEngine engine;
    ConsoleModel model;
};

}  // namespace gimbal::console::test
