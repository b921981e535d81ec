// Tools that prompt in the console: pdb, help(), code.interact(), and how Stop ends them.
#include <doctest/doctest.h>
#include <patchlevel.h>  // PY_VERSION_HEX

#include "tests/engine/typed_cells.h"
#include "tests/support/test_paths.h"

using namespace gimbal::console::test;

namespace {
// Since 3.13 breakpoint() stops at its own line, one step earlier than before.
Ended step_from_breakpoint(std::vector<std::string> cells) {
    if (PY_VERSION_HEX >= 0x030D0000) cells.insert(cells.begin() + 1, "<n");
    return type_cells(std::move(cells));
}
}  // namespace

TEST_CASE("pdb steps through a cell and shows its lines") {
    const Ended ended = step_from_breakpoint(
        {"def double(x):\n    y = 2 * x\n    return y\nbreakpoint()\nprint(double(4))", "<n", "<n", "<s", "<w", "<n",
         "<p x", "<l", "<c", "import sys; print('trace', sys.gettrace())"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "-> breakpoint()\n"));
    CHECK(contains(ended.out, "-> print(double(4))\n"));
    CHECK(contains(ended.out, "--Call--\n"));
    CHECK(contains(ended.out, "  2  ->\t    y = 2 * x\n"));
    CHECK(contains(ended.out, "(Pdb) 4\n"));
    CHECK(contains(ended.out, "8\n[done]\n"));
    CHECK(contains(ended.out, "trace None\n"));
}

TEST_CASE("pdb.pm() shows the last error with the lines of the cell") {
    const Ended ended = type_cells({"def half(x):\n    return 1 / x", "half(0)", "import pdb; pdb.pm()", "<p x", "<l",
                                    "<u", "<q", "print('sane')"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "(Pdb) 0\n"));
    CHECK(contains(ended.out, "  2  ->\t    return 1 / x\n"));
    CHECK(contains(ended.out, "-> half(0)\n"));
    CHECK(contains(ended.out, "sane\n[done]\n"));
}

TEST_CASE("quitting pdb in a script file ends only the run") {
    ScriptFile script("x = 1\nbreakpoint()\nx = 2\nprint('not reached')\n");
    const Ended ended = type_cells({script.typed(), "<p x", "<q", "import sys; print('trace', sys.gettrace())"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "(Pdb) 1\n"));
    CHECK(contains(ended.out, "BdbQuit"));
    CHECK_FALSE(contains(ended.out, "not reached"));
    CHECK(contains(ended.out, "trace None\n"));
}

TEST_CASE("stop ends pdb, both at its prompt and while the program runs") {
    const Ended ended = type_cells({"breakpoint()\nprint('not reached')", "$asked", "$stop", "print('first')",
                                    "import time\nbreakpoint()\nprint('goes on')\nwhile True: time.sleep(0.01)", "<c",
                                    "$wait goes on", "$stop", "import sys; print('trace', sys.gettrace())"});
    CAPTURE(ended.out);
    CHECK_FALSE(contains(ended.out, "not reached"));
    CHECK(count(ended.out, "[interrupted]\n") == 2);
    CHECK(contains(ended.out, "first\n"));
    CHECK(contains(ended.out, "trace None\n"));
}

TEST_CASE("a debugger stepped past the end of its cell does not affect the next one") {
    for (const char* before : {"", "import asyncio\n"}) {  // whose loop the console serves between runs
        const Ended ended = step_from_breakpoint({std::string(before) + "breakpoint()\nx = 1", "<n", "<n", "<n", "<n",
                                                  "import sys; print('trace', sys.gettrace())"});
        CAPTURE(ended.out);
        CHECK(contains(ended.out, "trace None\n"));
    }
}

TEST_CASE("help() writes to the console without a pager, prompts, and ends at stop") {
    const Ended ended = type_cells(
        {"help(len)", "help()", "<sys.getswitchinterval", "<q", "help()", "$asked", "$stop", "print('sane')"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "Return the number of items in a container."));
    CHECK(contains(ended.out, "Return the current thread switch interval"));
    CHECK(contains(ended.out, "sane\n[done]\n"));
}

TEST_CASE("code.interact() prompts again after an error, and ends at exit() and at stop") {
    const Ended ended = type_cells({"import code\ncode.interact(local={'x': 20})", "<x + 3", "<x / 0", "<x * 3",
                                    "<exit()", "code.interact(local={})", "<'in' + 'side'", "$wait inside", "$asked",
                                    "$stop", "print('sane')"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "23\n"));
    CHECK(contains(ended.out, "ZeroDivisionError"));
    CHECK(contains(ended.out, "60\n"));
    CHECK(contains(ended.out, "sane\n[done]\n"));
}

TEST_CASE("a script that calls input() again after a stop gets EOFError") {
    const Ended ended = type_cells(
        {"while True:\n    try: input('again? ')\n    except KeyboardInterrupt: print('caught')", "$asked", "$stop",
         "print('sane')"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "sane\n[done]\n"));
}

TEST_CASE("input() raises EOFError without a standard input") {
    for (const char* code :
         {"input()", "import code; code.interact(banner='')", "import getpass; getpass.getpass(stream=None)"}) {
        CAPTURE(std::string(code));
        const Ended ours = run_process(subject({"headless-code", code}));
        const Ended theirs = run_process({test_python(), "-c", code});
        CHECK(ours.code == theirs.code);
        CHECK(contains(ours.err, "EOFError") == contains(theirs.err, "EOFError"));
    }
    const Ended closed = run_process({"/bin/sh", "-c", "exec " + test_subject() + " headless-code 'input()' 0<&-"});
    CHECK(closed.code == 1);
    CHECK(contains(closed.err, "EOFError"));
}
