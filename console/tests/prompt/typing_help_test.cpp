// Completion and call tip of a ConsoleModel: when the engine is asked, and what an answer does.
#include <doctest/doctest.h>

#include "tests/prompt/console_under_test.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE("completion is asked while typing, narrowed by more letters and taken with Tab") {
    ConsoleUnderTest c;
    c.model.type("p");
    CHECK(c.engine.asked.empty());
    c.model.type("r");
    CHECK(c.engine.asked == Lines{"pr"});
    c.offers(0, {"print", "property"});
    CHECK(c.names() == Lines{"print", "property"});
    CHECK_FALSE(c.model.chosen());
    c.model.type("i");
    CHECK(c.names() == Lines{"print"});
    c.press(Command::complete);
    CHECK(c.typed() == "print");
    CHECK(c.names().empty());
}

TEST_CASE("completion as typed can be switched off") {
    ConsoleModel::Options options;
    options.complete_as_typed = false;
    ConsoleUnderTest c(options);
    c.model.type("math.pr");
    CHECK(c.engine.asked.empty());
    c.press(Command::complete);
    CHECK(c.engine.asked == Lines{"math.pr (patiently)"});
}

TEST_CASE("an answer counts if only text was typed after its request") {
    ConsoleUnderTest c;
    c.model.type("pr");
    SUBCASE("more letters") {
        c.model.type("in");
        c.offers(0, {"print", "property"});
        CHECK(c.names() == Lines{"print"});
    }
    SUBCASE("the caret has moved back") {
        c.press(Command::left);
        c.offers(0, {"print"});
        CHECK(c.names().empty());
    }
    SUBCASE("an older request") {
        c.handle(CompletionList{c.engine.list_request - 1, 0, 2, {{"print", "function", ""}}});
        CHECK(c.names().empty());
    }
    SUBCASE("the text has been entered") {
        c.press(Command::run);
        c.offers(0, {"print"});
        CHECK(c.names().empty());
    }
}

TEST_CASE("Tab completes what all names have in common, then shows the list with the first one chosen") {
    ConsoleUnderTest c;
    c.model.type("remove");
    c.press(Command::complete);
    c.offers(0, {"remove_bad_faces", "remove_bad_mesh"});
    CHECK(c.typed() == "remove_bad_");
    CHECK(c.names().size() == 2);
    CHECK(c.model.chosen() == 0u);
    c.press(Command::next_input);
    c.press(Command::run);  // takes the chosen name
    CHECK(c.typed() == "remove_bad_mesh");
    CHECK(c.engine.cells.empty());
}

TEST_CASE("the only name is taken by Tab at once") {
    ConsoleUnderTest c;
    c.model.type("math.flo");
    c.press(Command::complete);
    c.offers(5, {"floor"});
    CHECK(c.typed() == "math.floor");
    CHECK(c.names().empty());
}

TEST_CASE("Enter runs a name that was typed completely while a list was open") {
    ConsoleUnderTest c;
    c.model.type("remove_bad_");
    c.press(Command::complete);
    c.offers(0, {"remove_bad_faces", "remove_bad_mesh"});
    c.model.type("mesh");
    c.press(Command::run);
    REQUIRE(c.engine.cells.size() == 1);
    CHECK(c.engine.cells[0].source == "remove_bad_mesh\n");
}

TEST_CASE("Up goes to the history while no name is chosen") {
    ConsoleUnderTest c;
    c.run("recent = 5");
    c.model.type("re");
    c.offers(0, {"recent", "repr"});
    c.press(Command::previous_input);
    CHECK(c.typed() == "recent = 5");
    CHECK(c.names().empty());
}

TEST_CASE("accepting in the middle of a name replaces its rest, and before another name keeps that name") {
    ConsoleUnderTest c;
    c.model.type("floor");
    c.press(Command::left);
    c.press(Command::left);
    c.press(Command::complete);
    c.offers(0, {"floor"});
    CHECK(c.typed() == "floor");
    c.press(Command::interrupt);
    c.model.type("best");
    c.press(Command::line_start);
    c.model.type("fl");
    c.press(Command::complete);
    c.offers(0, {"floor"});
    CHECK(c.typed() == "floorbest");
}

TEST_CASE("Escape closes the list for this word, and the next word opens it again") {
    ConsoleUnderTest c;
    c.model.type("re");
    c.offers(0, {"remove", "repr"});
    c.press(Command::dismiss);
    CHECK(c.names().empty());
    c.model.type("m");
    c.offers(0, {"remove", "removed"});
    CHECK(c.names().empty());
    c.model.type(" + re");
    c.offers(6, {"remove", "repr"});
    CHECK(c.names().size() == 2);
}

TEST_CASE("imports, folders and keys are asked for, numbers are not") {
    ConsoleUnderTest c;
    const auto asked_after = [&](std::string_view text) {
        c.press(Command::interrupt);
        c.engine.asked.clear();
        c.model.type(text);
        return !c.engine.asked.empty() && c.engine.asked.back() == text;
    };
    CHECK(asked_after("import "));
    CHECK(asked_after("from "));
    CHECK(asked_after("d[\""));
    CHECK(asked_after("d.get('"));
    CHECK(asked_after("'/"));
    CHECK(asked_after("a."));
    CHECK_FALSE(asked_after("12"));
    CHECK_FALSE(asked_after("x = "));
}

TEST_CASE("inside a string a file name appears unasked only after a slash") {
    ConsoleUnderTest c;
    c.model.type("'us");
    c.handle(CompletionList{c.engine.list_request, 1, 3, {{"usr/", "folder", ""}, {"use", "file", ""}}});
    CHECK(c.names().empty());
    c.press(Command::interrupt);
    c.model.type("'/us");
    c.handle(CompletionList{c.engine.list_request, 2, 4, {{"usr/", "folder", ""}, {"use", "file", ""}}});
    CHECK(c.names().size() == 2);
}

TEST_CASE("a completion that ran out of time is requested again, a few times") {
    ConsoleUnderTest c;
    c.model.type("xq");
    for (int i = 0; i < 4; ++i) c.offers(0, {"xaq", "xbq"}, false);
    CHECK(c.engine.asked == Lines{"xq", "xq (patiently)", "xq (patiently)"});
}

TEST_CASE("the name that would be taken is described") {
    ConsoleUnderTest c;
    c.model.type("fl");
    c.offers(0, {"floor", "float"});
    REQUIRE(c.engine.documented.size() == 1);
    c.handle(Documentation{c.engine.doc_request, c.engine.documented.back() + "(x)\nReturn the\nfloor.", false});
    CHECK(c.model.completion_doc() == "Return the floor.");
    c.press(Command::next_input);
    c.press(Command::next_input);
    CHECK(c.engine.documented.size() == 2);
    CHECK(c.model.completion_doc().empty());
}

TEST_CASE("the call tip follows the caret with one request at a time and closes with the call") {
    ConsoleUnderTest c;
    c.model.type("place(");
    CHECK(c.engine.tips == Lines{"place("});
    c.model.type("1");
    c.model.type(",");
    CHECK(c.engine.tips == Lines{"place("});
    c.tips("place(x, y)");  // for an older caret, so it is asked for again
    CHECK_FALSE(c.model.call_tip());
    CHECK(c.engine.tips.back() == "place(1,");
    c.tips("place(x, y)");
    REQUIRE(c.model.call_tip());
    CHECK(c.model.call_tip()->signature == "place(x, y)");
    c.press(Command::line_start);
    CHECK(c.engine.tips.back().empty());
    c.tips("");
    CHECK_FALSE(c.model.call_tip());
    c.press(Command::line_end);
    c.press(Command::call_tip);
    c.tips("place(x, y)");
    REQUIRE(c.model.call_tip());
    c.press(Command::dismiss);
    CHECK_FALSE(c.model.call_tip());
}

TEST_CASE("a selection closes the help, and in an answer to a script there is none") {
    ConsoleUnderTest c;
    c.model.type("re");
    c.offers(0, {"remove", "repr"});
    c.model.perform(Command::left, true);
    CHECK(c.names().empty());
    c.press(Command::interrupt);
    const RunId run = c.begin("input()");
    c.asks(run, "? ", 5);
    const std::size_t before = c.engine.asked.size();
    c.model.type("math.re");
    CHECK(c.engine.asked.size() == before);
}

TEST_CASE("of a very long text the part around the caret is sent") {
    ConsoleUnderTest c;
    std::string lines;
    for (int i = 0; i < 4000; ++i) lines += "a = 1\n";
    c.model.paste(lines + "re");
    c.press(Command::complete);
    CHECK(c.engine.asked.back().size() < 3100 * 6);
}
