// Several consoles on one engine: each has its own namespace, and events name their console.
#include "gimbal/console/python/gil.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/engine/engine_fixture.h"
#include "tests/engine/typed_cells.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
struct WithConsoles : WithEngine {
    std::string output_in(ConsoleId console, const std::string& source) {
        return subject.output_of(subject.wait_for_end(subject.engine.submit_cell(source, {.console = console})).run);
    }
};
}  // namespace

TEST_CASE_FIXTURE(WithConsoles, "each console has its own names") {
    output_in(0, "shared_name = 'first'");
    output_in(2, "shared_name = 'second'");
    CHECK(output_in(0, "shared_name") == "'first'\n");
    CHECK(output_in(2, "shared_name") == "'second'\n");
    CHECK(output_in(3, "shared_name").find("NameError") != std::string::npos);
}

TEST_CASE_FIXTURE(WithConsoles, "a cell finds the module of its console as __main__") {
    CHECK(output_in(2, "__name__") == "'__main__'\n");
    output_in(2, "class Only:\n    pass");
    CHECK(output_in(2, "import pickle\ntype(pickle.loads(pickle.dumps(Only()))) is Only") == "True\n");
    CHECK(output_in(0, "import __main__\nhasattr(__main__, 'Only')") == "False\n");
    output_in(2, "from dataclasses import dataclass\nfrom typing import get_type_hints\n@dataclass\nclass Uses:\n    "
                 "one: 'Only'");
    CHECK(output_in(2, "get_type_hints(Uses)['one'] is Only") == "True\n");
}

TEST_CASE_FIXTURE(WithConsoles, "from __future__ holds only for cells of the same console") {
    output_in(2, "from __future__ import annotations");
    CHECK(output_in(2, "def f(x: no_such_name): pass\nf.__annotations__") == "{'x': 'no_such_name'}\n");
    CHECK(output_in(3, "def f(x: 1 + 1): pass\nf.__annotations__") == "{'x': 2}\n");
}

TEST_CASE_FIXTURE(WithConsoles, "the event of a queued run names its console") {
    const RunId run = subject.engine.submit_cell("1", {.console = 3});
    CHECK(subject.wait_for<RunQueued>([=](const RunQueued& queued) { return queued.run == run; }).console == 3);
    subject.wait_for_end(run);
}

TEST_CASE_FIXTURE(WithConsoles,
                  "closing a console drops its names, even during its cell, but never those of the first") {
    output_in(4, "class Says:\n    def __del__(self): print('gone')\nkept = Says()");
    subject.engine.close_console(4);
    subject.wait_for_text("gone");
    CHECK(output_in(4, "'kept' in dir()") == "False\n");
    output_in(0, "import builtins, threading\nbuiltins.may_end = threading.Event()");
    const RunId run = subject.engine.submit_cell("kept = 5\nprint('running')\nmay_end.wait()\nprint(kept + 1)",
                                                 {.console = 5});
    subject.wait_for_text("running");
    subject.engine.close_console(5);
    subject.engine.close_console(0);
    subject.engine.post_to_handlers("the test", [this] { subject.engine.post(Progress{0, "closed", 1}); });
    subject.wait_for<Progress>([](const Progress& told) { return told.label == "closed"; });
    subject.engine.post_to_handlers("the test", [] { PyRun_SimpleString("import builtins; builtins.may_end.set()"); });
    CHECK(subject.wait_for_end(run).state == RunState::done);
    CHECK(subject.output_of(run) == "running\n6\n");
    CHECK(output_in(0, "del builtins.may_end, builtins") == "");
}

TEST_CASE_FIXTURE(WithConsoles,
                  "a part of a file runs in the console's namespace and has the lines of the file in tracebacks") {
    CellOptions part{.file_name = "/no/such/tool.py",
                     .first_line = 3,
                     .whole_file = "first = 1\n\nsecond = 2\n1 / 0\n",
                     .title = "tool.py, lines 3-4"};
    const RunEnded ended = subject.wait_for_end(subject.engine.submit_cell("second = 2\n1 / 0\n", part));
    CHECK(ended.error.file == "/no/such/tool.py");
    CHECK(ended.error.line == 4);
    CHECK(ended.error.text.find("File \"/no/such/tool.py\", line 4, in <module>\n    1 / 0\n") != std::string::npos);
    CHECK(subject.output_of("second") == "2\n");
    const auto* started = subject.find<RunStarted>([&](const RunStarted& one) { return one.run == ended.run; });
    REQUIRE(started);
    CHECK(started->title == "tool.py, lines 3-4");
    CHECK(started->kind == RunKind::file);
}

TEST_CASE_FIXTURE(WithConsoles, "a part of a file has __file__, argv and sys.path of the whole file while it runs") {
    ScriptFile script("");
    const std::string folder = script.path().parent_path().string();
    std::ofstream(script.path().parent_path() / "neighbour_of_part.py") << "print('neighbour')\n";
    const auto part = [&](const std::string& source, ConsoleId console) {
        return subject.wait_for_end(subject.engine.submit_cell(
            source, {.console = console, .file_name = script.path().string(), .title = "a part"}));
    };
    const std::string before = output_in(2, "import sys; print(sys.argv, sys.path)");
    const RunEnded run = part(
        "import sys, neighbour_of_part\nprint(__file__, sys.argv, sys.path[0])\ndef later(): return __file__", 2);
    CHECK(run.state == RunState::done);
    CHECK(subject.output_of(run.run) ==
          "neighbour\n" + script.path().string() + " ['" + script.path().string() + "'] " + folder + "\n");
    CHECK(output_in(2, "print(sys.argv, sys.path)") == before);
    CHECK(output_in(2, "'__file__' in globals()") == "False\n");

    output_in(2, "__file__ = 'of the console'");
    CHECK(part("1 / 0", 2).error.type == "ZeroDivisionError");
    CHECK(output_in(2, "print(__file__, sys.argv, sys.path)") == "of the console " + before);
    part("__file__ = 'of the part'", 2);
    CHECK(output_in(2, "__file__") == "'of the part'\n");
    CHECK(output_in(0, "'__file__' in globals()") == "False\n");

    const RunId unsaved = subject.engine.submit_cell("print('__file__' in globals())",
                                                     {.console = 3, .file_name = "<script>", .title = "a part"});
    subject.wait_for_end(unsaved);
    CHECK(subject.output_of(unsaved) == "False\n");
}
