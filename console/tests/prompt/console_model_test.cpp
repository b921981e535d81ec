// The console without a GUI: the text that a host reads, and the events that change it.
#include "gimbal/console/prompt/console_model.h"

#include <doctest/doctest.h>

#include "tests/prompt/console_under_test.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE("a line that is complete becomes a cell, and its echo, output and result follow") {
    ConsoleUnderTest c;
    c.model.type("1 + 1");
    CHECK(c.lines() == Lines{">>> 1 + 1"});
    const RunId run = c.begin("");
    REQUIRE(c.engine.cells.size() == 1);
    CHECK(c.engine.cells[0].source == "1 + 1\n");
    c.handle(output("2\n", Stream::result));
    c.ends(run);
    CHECK(c.lines() == Lines{">>> 1 + 1", "2", ">>> "});
    CHECK(c.model.styled_line(c.model.first_line() + 1).front().role == TextRole::result);
    CHECK(c.model.prompt_line() == c.model.first_line() + 2);
}

TEST_CASE("a cell is echoed when it is entered, and while other runs go on, when it starts") {
    ConsoleUnderTest c;
    c.enter("first()");
    CHECK(c.lines() == Lines{">>> first()", ">>> "});
    c.queued(1, "first()");
    c.starts(1);
    c.enter("second()");
    c.queued(2, "second()");
    c.handle(output("of the first\n"));
    CHECK(c.lines() == Lines{">>> first()", "of the first", ">>> "});
    c.ends(1);
    c.starts(2);
    CHECK(c.lines() == Lines{">>> first()", "of the first", ">>> second()", ">>> "});
}

TEST_CASE("a cell of the host is not echoed, and a file is echoed by its name") {
    ConsoleUnderTest c;
    c.starts(7, RunKind::cell, "host", "of_the_host()\n");
    c.ends(7);
    CHECK(c.lines() == Lines{">>> "});
    c.starts(8, RunKind::file, "scene.py");
    CHECK(c.lines() == Lines{"run scene.py", ">>> "});
}

TEST_CASE("escape sequences become colours, and a carriage return rewrites its line") {
    ConsoleUnderTest c;
    c.handle(output("\x1b[38;2;1;2;3mred\x1b[0m plain\n10%\r20%\n"));
    const auto pieces = c.model.styled_line(c.model.first_line());
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0].text == "red");
    CHECK(pieces[0].role == TextRole::coloured);
    CHECK(pieces[0].rgb == 0x010203);
    CHECK(pieces[1].role == TextRole::text);
    CHECK(c.model.line(c.model.first_line() + 1) == "20%");
}

TEST_CASE("long results and the values of a loop are whole, without rows that unfold them") {
    ConsoleUnderTest c;
    c.handle(output("0\n1\n", Stream::result));
    c.handle(output("2\n3\n", Stream::result, true));
    c.handle(LongResult{1, std::make_shared<const std::string>("long\nresult\n")});
    CHECK(c.lines() == Lines{"0", "1", "2", "3", "long", "result", ">>> "});
}

TEST_CASE("search finds text in the scrollback and at the prompt") {
    ConsoleUnderTest c;
    c.model.print("One one\n", Stream::out);
    c.model.type("none");
    const std::uint64_t first = c.model.first_line();
    CHECK(c.model.find("one", false) == std::vector<ModelPosition>{{first, 0}, {first, 4}, {first + 1, 5}});
    CHECK(c.model.find("one", true) == std::vector<ModelPosition>{{first, 4}, {first + 1, 5}});
    CHECK(c.model.find("one", false, 1).size() == 1);
    CHECK(c.model.find("", false).empty());
    c.press(Command::clear_screen);
    CHECK(c.lines() == Lines{">>> none"});
}

TEST_CASE("a banner greets once Python is ready, and a Python that does not start is said") {
    ConsoleModel::Options options;
    options.banner = "Python {python} of {environment}";
    ConsoleUnderTest c(options);
    SUBCASE("ready") {
        c.handle(EngineReady{"3.11", "/usr/lib/libpython3.11.so", "", "/home/me/venv"});
        CHECK(c.lines() == Lines{"Python 3.11 of /home/me/venv", "", ">>> "});
    }
    SUBCASE("failed") {
        c.handle(EngineFailed{"Python cannot start: there is no standard library in /nowhere"});
        CHECK(c.lines() == Lines{"Python cannot start: there is no standard library in /nowhere", ">>> "});
        CHECK(c.model.styled_line(c.model.first_line()).front().role == TextRole::error);
    }
}

TEST_CASE("name? asks for the documentation, and the answer to it is shown, no other one") {
    ConsoleUnderTest c;
    c.enter("print?");
    CHECK(c.engine.inspected == Lines{"print"});
    CHECK(c.engine.cells.empty());
    c.handle(Documentation{c.engine.request + 1, "for another console", true});
    c.handle(Documentation{c.engine.request, "prints", true});
    CHECK(c.lines() == Lines{">>> print?", "prints", ">>> "});
    c.enter("print??");
    CHECK(c.engine.inspected.back() == "source of print");
}

TEST_CASE("the current run and what delays its Stop are there in words") {
    ConsoleUnderTest c;
    CHECK(c.model.run_note().empty());
    const RunId run = c.begin("smooth()");
    c.enter("later()");
    c.queued(2, "later()");
    CHECK(c.model.run_note().starts_with("running"));
    CHECK(c.model.run_note().ends_with("1 queued"));
    c.handle(Progress{run, "smoothing", 0.376});
    CHECK(c.model.status() == Lines{"smoothing  38 %"});
}

TEST_CASE("the session can be had as a script") {
    ConsoleUnderTest c;
    c.run("a = 1");
    c.enter("a?");
    c.run("a + 1");
    CHECK(c.model.script() == "a = 1\n# a?\na + 1\n");
}
