// The console without a GUI: what a host reads and calls.
#include "gimbal/console/prompt/console_model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

using namespace gimbal::console;

namespace {

class Names final : public AssistSource {
public:
    std::uint64_t complete(std::string source, std::size_t cursor, bool) override {
        asked = source.substr(0, cursor);
        return ++request;
    }
    std::uint64_t call_tip(std::string, std::size_t) override { return ++request; }
    std::uint64_t document(std::string, std::size_t, std::string) override { return ++request; }

    std::string asked;
    std::uint64_t request = 0;
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

ConsoleEvent output(std::string text, Stream stream = Stream::out) {
    return OutputText{std::make_shared<Block>(std::vector<TextPiece>{{1, stream, std::move(text)}})};
}

ConsoleEvent started(std::string source) {
    RunStarted event;
    event.run = 1;
    event.kind = RunKind::cell;
    event.source = std::move(source);
    return event;
}

std::vector<std::string> lines(const ConsoleModel& model) {
    std::vector<std::string> lines;
    for (std::uint64_t number = model.first_line(); number < model.end_line(); ++number)
        lines.push_back(model.line(number));
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a line that is complete becomes a cell, and its echo, output and result follow") {
    ConsoleModel model(nullptr);
    model.type("1 + 1");
    CHECK(lines(model) == Lines{">>> 1 + 1"});
    const auto entered = model.enter();
    REQUIRE(entered.cell);
    CHECK(entered.cell->source == "1 + 1\n");
    model.handle(started("1 + 1\n"));
    model.handle(output("2\n", Stream::result));
    CHECK(lines(model) == Lines{">>> 1 + 1", "2", ">>> "});
    CHECK(model.styled_line(model.first_line() + 1).front().role == TextRole::result);
    CHECK(model.prompt_line() == model.first_line() + 2);
}

TEST_CASE("a block goes on until a blank line, indented") {
    ConsoleModel model(nullptr);
    model.type("if x:");
    CHECK_FALSE(model.enter().cell);
    model.type("y");
    CHECK(lines(model) == Lines{">>> if x:", "...     y"});
    CHECK(model.caret() == ModelPosition{model.end_line() - 1, 9});
    CHECK_FALSE(model.enter().cell);
    CHECK(model.enter().cell->source == "if x:\n    y\n");
}

TEST_CASE("the history is browsed by the text before the caret and searched by content") {
    ConsoleModel model(nullptr);
    for (const char* entry : {"first = 1", "second = 2", "first + second"}) {
        model.type(entry);
        model.enter();
    }
    model.type("fi");
    model.perform(Command::previous_input);
    CHECK(model.typed() == "first + second");
    model.perform(Command::previous_input);
    CHECK(model.typed() == "first = 1");
    model.perform(Command::next_input);
    model.perform(Command::next_input);
    CHECK(model.typed() == "fi");
    CHECK(model.search_history("second", false) == "first + second");
    CHECK(model.search_history("second", true) == "second = 2");
    CHECK_FALSE(model.search_history("second", true));
}

TEST_CASE("completion is asked while typing, narrowed by more letters and taken with Tab") {
    Names names;
    ConsoleModel model(&names);
    model.type("pr");
    CHECK(names.asked == "pr");
    model.handle(CompletionList{names.request, 0, 2, {{"print", "function", ""}, {"property", "class", ""}}});
    REQUIRE(model.completions().size() == 2);
    CHECK_FALSE(model.chosen());
    model.type("i");
    REQUIRE(model.completions().size() == 1);
    model.perform(Command::complete);
    CHECK(model.typed() == "print");
    CHECK(model.completions().empty());

    SUBCASE("an answer to an older request is ignored") {
        model.handle(CompletionList{names.request - 1, 0, 2, {{"print", "function", ""}}});
        CHECK(model.completions().empty());
    }
    SUBCASE("the call tip follows an open bracket") {
        model.type("(");
        model.handle(CallTip{names.request, "print(*args)", 6, 11, ""});
        REQUIRE(model.call_tip());
        CHECK(model.call_tip()->signature == "print(*args)");
        model.perform(Command::dismiss);
        CHECK_FALSE(model.call_tip());
    }
}

TEST_CASE("a script's question takes the prompt and gives back what was typed") {
    ConsoleModel model(nullptr);
    model.type("half");
    model.handle(InputRequested{1, "name? ", false, 5});
    CHECK(model.question() == 5u);
    model.type("Ada");
    CHECK(lines(model) == Lines{"name? Ada"});
    const auto entered = model.enter();
    REQUIRE(entered.answer);
    CHECK(entered.answer->question == 5);
    CHECK(entered.answer->line == "Ada");
    CHECK(lines(model) == Lines{"name? Ada", ">>> half"});

    SUBCASE("a password is not shown") {
        model.handle(InputRequested{1, "word: ", true, 6});
        model.type("abc");
        CHECK(model.hides_typing());
        CHECK(model.line(model.prompt_line()) == "word: ***");
    }
    SUBCASE("a question that is over gives the prompt back") {
        model.handle(InputRequested{1, "more? ", false, 7});
        model.handle(InputDone{1, 7});
        CHECK_FALSE(model.question());
        CHECK(model.typed() == "half");
    }
}

TEST_CASE("escape sequences become colours, and a carriage return rewrites its line") {
    ConsoleModel model(nullptr);
    model.handle(output("\x1b[38;2;1;2;3mred\x1b[0m plain\n10%\r20%\n"));
    const auto pieces = model.styled_line(model.first_line());
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0].text == "red");
    CHECK(pieces[0].role == TextRole::coloured);
    CHECK(pieces[0].rgb == 0x010203);
    CHECK(pieces[1].role == TextRole::text);
    CHECK(model.line(model.first_line() + 1) == "20%");
}

TEST_CASE("search finds text in the scrollback and at the prompt") {
    ConsoleModel model(nullptr);
    model.print("One one\n", Stream::out);
    model.type("none");
    const std::uint64_t first = model.first_line();
    CHECK(model.find("one", false) == std::vector<ModelPosition>{{first, 0}, {first, 4}, {first + 1, 5}});
    CHECK(model.find("one", true) == std::vector<ModelPosition>{{first, 4}, {first + 1, 5}});
    CHECK(model.find("one", false, 1).size() == 1);
    CHECK(model.find("", false).empty());
}

TEST_CASE("pasted lines lose their prompts and run at once") {
    ConsoleModel model(nullptr);
    model.paste(">>> a = 1\n>>> a\n1\n");
    CHECK(model.typed() == "a = 1\na");
    const auto entered = model.enter();
    REQUIRE(entered.cell);
    CHECK(entered.cell->options.results == CellResults::each);
}

TEST_CASE("why Python has not started is said as an error") {
    ConsoleModel model(nullptr);
    model.handle(EngineFailed{"Python cannot start: there is no standard library in /nowhere"});
    CHECK(lines(model) == Lines{"Python cannot start: there is no standard library in /nowhere", ">>> "});
    CHECK(model.styled_line(model.first_line()).front().role == TextRole::error);
}

TEST_CASE("name? asks for the documentation") {
    ConsoleModel model(nullptr);
    model.type("print?");
    const auto entered = model.enter();
    REQUIRE(entered.inspection);
    CHECK(entered.inspection->name == "print");
    model.handle(Documentation{1, "prints", true});
    CHECK(lines(model) == Lines{">>> print?", "prints", ">>> "});
}
