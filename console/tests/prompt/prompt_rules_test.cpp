// What the keys do at the prompt of a ConsoleModel: Enter, the history, answers to scripts, Stop.
#include <doctest/doctest.h>

#include "tests/prompt/console_under_test.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE("a block goes on until a blank line, indented") {
    ConsoleUnderTest c;
    c.enter("if x:");
    CHECK(c.engine.cells.empty());
    c.model.type("y");
    CHECK(c.lines() == Lines{">>> if x:", "...     y"});
    CHECK(c.model.caret() == ModelPosition{c.model.end_line() - 1, 9});
    c.press(Command::run);
    CHECK(c.engine.cells.empty());
    c.press(Command::run);
    CHECK(c.engine.cells[0].source == "if x:\n    y\n");
}

TEST_CASE("Enter within a block breaks the line; at its end it runs; Ctrl-Enter runs anywhere") {
    ConsoleUnderTest c;
    c.model.type("a = 1");
    c.press(Command::newline_only);
    c.model.type("a + 1");
    c.press(Command::up);
    c.press(Command::line_end);
    c.enter("");
    CHECK(c.typed() == "a = 1\n\na + 1");
    SUBCASE("at the end") {
        c.press(Command::text_end);
        c.press(Command::run);
    }
    SUBCASE("at once") { c.press(Command::run_at_once); }
    REQUIRE(c.engine.cells.size() == 1);
    CHECK(c.engine.cells[0].source == "a = 1\n\na + 1\n");
}

TEST_CASE("Enter runs a block from the history as it is; after the caret was moved, it breaks the line") {
    ConsoleUnderTest c;
    c.enter("if 1:");
    c.enter("1");
    c.run("");
    c.model.type("if");
    c.press(Command::previous_input);
    CHECK(c.typed() == "if 1:\n    1");
    CHECK(c.model.caret() == ModelPosition{c.model.prompt_line(), 4 + 2});
    SUBCASE("as it is") {
        c.press(Command::run);
        CHECK(c.engine.cells.size() == 2);
    }
    SUBCASE("moved") {
        c.press(Command::line_end);
        c.press(Command::run);
        CHECK(c.engine.cells.size() == 1);
        CHECK(c.typed() == "if 1:\n    \n    1");
    }
}

TEST_CASE("the history is browsed by the text before the caret, as one step to undo") {
    ConsoleUnderTest c;
    for (const char* entry : {"first = 1", "second = 2", "first + second"}) c.run(entry);
    c.model.type("fi");
    c.press(Command::previous_input);
    CHECK(c.typed() == "first + second");
    c.press(Command::previous_input);
    CHECK(c.typed() == "first = 1");
    SUBCASE("down") {
        c.press(Command::next_input);
        c.press(Command::next_input);
    }
    SUBCASE("undo") { c.press(Command::undo); }
    CHECK(c.typed() == "fi");
}

TEST_CASE("the history is searched while the words are typed") {
    ConsoleUnderTest c;
    for (const char* entry : {"total = 1", "print(total)", "other"}) c.run(entry);
    c.model.type("half");
    c.press(Command::search_history);
    c.model.type("tot");
    CHECK(c.last() == "(search) tot: print(total)");
    c.press(Command::search_history);
    CHECK(c.last() == "(search) tot: total = 1");
    SUBCASE("Escape returns to the typed text") {
        c.press(Command::dismiss);
        CHECK(c.last() == ">>> half");
    }
    SUBCASE("Enter takes the entry, and Enter again runs it") {
        c.press(Command::run);
        CHECK(c.last() == ">>> total = 1");
        c.press(Command::run);
        CHECK(c.engine.cells.back().source == "total = 1\n");
    }
    SUBCASE("a question of a script ends the search") {
        const RunId run = 50;
        c.starts(run, RunKind::file, "asks.py");
        c.asks(run, "? ", 1);
        c.press(Command::search_history);
        c.model.type("f");
        CHECK(c.last() == "? f");
        c.press(Command::run);
        CHECK(c.last() == ">>> half");
    }
}

TEST_CASE("pasted lines lose their prompts, run at Enter and each show their value, also from the history") {
    ConsoleUnderTest c;
    c.model.paste(">>> a = 1\n>>> a\n1\n");
    CHECK(c.typed() == "a = 1\na");
    c.run("");
    REQUIRE(c.engine.cells.size() == 1);
    CHECK(c.engine.cells[0].results == CellResults::each);
    c.press(Command::previous_input);
    c.press(Command::run);
    REQUIRE(c.engine.cells.size() == 2);
    CHECK(c.engine.cells[1].results == CellResults::each);
}

TEST_CASE("an indented part of a function loses its indentation at an empty prompt") {
    ConsoleUnderTest c;
    c.model.paste("    y = 3\n    if y:\n        y * 2\n");
    CHECK(c.typed() == "y = 3\nif y:\n    y * 2");
}

TEST_CASE("control characters are not typed") {
    ConsoleUnderTest c;
    c.model.type("a\x1b\t\x7f\nb");
    CHECK(c.typed() == "ab");
}

TEST_CASE("a script's question takes the prompt and gives back what was typed, with its selection") {
    ConsoleUnderTest c;
    const RunId run = c.begin("name = input('name? ')");
    c.model.type("half");
    c.model.perform(Command::left, true);
    c.model.perform(Command::left, true);
    c.asks(run, "name? ", 5);
    CHECK(c.model.question() == 5u);
    c.model.type("Ada");
    CHECK(c.last() == "name? Ada");
    CHECK(c.model.draft() == "half");
    c.press(Command::run);
    CHECK(c.engine.answers == std::vector<std::pair<QuestionId, std::string>>{{5, "Ada"}});
    CHECK(c.lines() == Lines{">>> name = input('name? ')", "name? Ada", ">>> half"});
    c.model.type("y");
    CHECK(c.typed() == "hay");

    SUBCASE("a password is not shown") {
        c.asks(run, "word: ", 6, true);
        c.model.type("abc");
        CHECK(c.model.hides_typing());
        CHECK(c.last() == "word: ***");
        c.press(Command::run);
        CHECK(c.engine.answers.back().second == "abc");
        CHECK(c.lines().end()[-2] == "word: ");
    }
    SUBCASE("a question that is over gives the prompt back") {
        c.asks(run, "more? ", 7);
        c.handle(InputDone{run, 7});
        CHECK_FALSE(c.model.question());
        CHECK(c.typed() == "hay");
    }
    SUBCASE("a pasted block is still one after the answer") {
        c.press(Command::interrupt);
        c.press(Command::select_all);
        c.model.paste("if 1:\n    2\n");
        c.asks(run, "more? ", 8);
        c.enter("answer");
        const std::size_t before = c.engine.cells.size();
        c.press(Command::run);
        REQUIRE(c.engine.cells.size() == before + 1);
        CHECK(c.engine.cells.back().results == CellResults::each);
    }
}

TEST_CASE("a thread of an earlier run does not take the prompt from a half-typed cell") {
    ConsoleUnderTest c;
    const RunId run = c.begin("start_thread()");
    c.ends(run);
    c.model.type("'half'");
    c.asks(run, "name? ", 5);
    CHECK_FALSE(c.model.question());
    CHECK(c.lines().end()[-2] == "A thread waits for input: name?  It asks when the line below has run or is cleared.");
    CHECK(c.last() == ">>> 'half'");

    SUBCASE("it asks when the line has run") {
        c.press(Command::run);
        CHECK(c.engine.cells.back().source == "'half'\n");
    }
    SUBCASE("it asks when the line is cleared") {
        c.press(Command::interrupt);
        CHECK(c.engine.stops == 0);
    }
    SUBCASE("it asks when the line is erased") {
        c.press(Command::select_all);
        c.press(Command::erase_left);
    }
    CHECK(c.model.question() == 5u);
    CHECK(c.last() == "name? ");
}

TEST_CASE("Ctrl-D ends the input of a script that asks, if nothing is typed") {
    ConsoleUnderTest c;
    const RunId run = c.begin("input('end? ')");
    c.asks(run, "end? ", 5);
    c.model.type("x");
    c.press(Command::end_of_input);
    CHECK(c.typed() == "x\nx");  // with text it duplicates the line, as elsewhere
    c.press(Command::select_all);
    c.press(Command::erase_left);
    c.press(Command::end_of_input);
    CHECK(c.engine.ended == std::vector<QuestionId>{5});
    CHECK(c.lines().end()[-2] == "end? ");
    c.press(Command::end_of_input);
    CHECK(c.last() == ">>> ");
    CHECK_FALSE(c.model.perform(Command::end_of_input));  // the host's: a terminal's program may leave
}

TEST_CASE("Ctrl-C stops what runs or asks, and else clears the typed line") {
    ConsoleUnderTest c;
    c.model.type("typed");
    c.press(Command::interrupt);
    CHECK(c.engine.stops == 0);
    CHECK(c.typed().empty());
    const RunId run = c.begin("loop()");
    c.model.type("kept");
    c.press(Command::interrupt);
    CHECK(c.engine.stops == 1);
    CHECK(c.typed() == "kept");
    c.ends(run);
    c.press(Command::interrupt);
    c.asks(run, "name? ", 5);  // a thread
    c.press(Command::interrupt);
    CHECK(c.engine.stops == 2);
}

TEST_CASE("Delete with nothing typed takes the last own run out of the queue, and one line reports removed runs") {
    ConsoleUnderTest c;
    c.begin("loop()");
    for (const RunId run : {2, 3}) {
        c.enter("more(" + std::to_string(run) + ")");
        c.queued(run, "more(" + std::to_string(run) + ")");
    }
    c.model.type("x");
    c.press(Command::left);
    c.press(Command::take_back);
    CHECK(c.typed().empty());
    CHECK(c.engine.removed.empty());
    c.press(Command::take_back);
    CHECK(c.engine.removed == std::vector<RunId>{3});
    for (const RunId run : {2, 3}) c.handle(RunRemoved{run, "stopped before its turn"});
    CHECK(c.lines() == Lines{">>> loop()", "2 queued runs were not run: more(2), more(3)", ">>> "});
    CHECK(c.model.script() == "loop()\n");
}

TEST_CASE("Tab indents in leading white space and in an answer") {
    ConsoleUnderTest c;
    c.press(Command::complete);
    CHECK(c.typed() == "    ");
    c.press(Command::interrupt);
    const RunId run = c.begin("input()");
    c.asks(run, "? ", 5);
    c.engine.asked.clear();
    c.model.type("a");
    c.press(Command::complete);
    CHECK(c.typed() == "a   ");
    CHECK(c.engine.asked.empty());
}

TEST_CASE("a draft can be restored, and an answer to a script is none") {
    ConsoleUnderTest c;
    c.model.restore_draft("of yesterday");
    CHECK(c.last() == ">>> of yesterday");
    CHECK(c.model.draft() == "of yesterday");
    c.press(Command::interrupt);
    const RunId run = c.begin("input()");
    c.asks(run, "? ", 5);
    c.model.type("secret");
    CHECK(c.model.draft().empty());
}

TEST_CASE("commands that are the host's own are not handled, and Escape ends a selection first") {
    ConsoleUnderTest c;
    c.model.type("abc");
    c.model.perform(Command::left, true);
    CHECK(c.model.perform(Command::dismiss));
    CHECK_FALSE(c.model.perform(Command::dismiss));
    for (const Command command : {Command::copy, Command::scroll_up, Command::new_console, Command::find})
        CHECK_FALSE(c.model.perform(command));
    CHECK(c.typed() == "abc");
}

TEST_CASE("a click places the caret in the typed text, selects from there, and closes what is open") {
    ConsoleUnderTest c;
    c.run("first = 1");
    c.model.type("re");
    c.offers(0, {"remove", "repr"});
    const std::uint64_t line = c.model.prompt_line();
    c.model.place_caret({line, 4});
    CHECK(c.names().empty());
    c.model.place_caret({line, 6}, true);
    CHECK(c.model.selected() == "re");
    CHECK(c.model.anchor() == ModelPosition{line, 4});
    CHECK(c.model.caret() == ModelPosition{line, 6});
    c.model.place_caret({line - 1, 2});  // in the output
    CHECK(c.model.selected() == "re");
    c.press(Command::search_history);
    c.model.type("fir");
    CHECK(c.last() == "(search) fir: first = 1");
    c.model.place_caret({line, 0});
    CHECK(c.last() == ">>> first = 1");
    CHECK(c.model.caret() == ModelPosition{line, 4});
}
