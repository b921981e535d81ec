// Cells and files as runs: order, values, namespaces, ends.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdio>
#include <fstream>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
struct ScriptFile {
    std::filesystem::path path;
    explicit ScriptFile(const std::string& text, const std::string& name = "script.py") {
        std::string folder = (std::filesystem::temp_directory_path() / "engine-test-XXXXXX").string();
        path = std::filesystem::path(mkdtemp(folder.data())) / name;
        std::ofstream(path) << text;
    }
    ~ScriptFile() { std::filesystem::remove_all(path.parent_path()); }
    ScriptFile(const ScriptFile&) = delete;
    ScriptFile& operator=(const ScriptFile&) = delete;
};
}  // namespace

TEST_CASE_FIXTURE(WithEngine, "the output, the value and the end of a cell arrive in order") {
    const RunId run = subject.engine.submit_cell("print('out')\n6 * 7");
    const RunEnded ended = subject.wait_for_end(run);
    CHECK(ended.state == RunState::done);
    CHECK(subject.output_of(run, Stream::out) == "out\n");
    CHECK(subject.output_of(run, Stream::result) == "42\n");
    CHECK(subject.text() == "out\n42\n");
}

TEST_CASE_FIXTURE(WithEngine, "a run is queued, started and ended, in this order and with its text between") {
    const RunId run = subject.engine.submit_cell("print('text')");
    subject.wait_for_end(run);
    std::string order;
    for (const ConsoleEvent& event : subject.events) {
        if (std::holds_alternative<RunQueued>(event)) order += "queued ";
        if (std::holds_alternative<RunStarted>(event)) order += "started ";
        if (std::holds_alternative<OutputText>(event) && !order.ends_with("text ")) order += "text ";
        if (std::holds_alternative<RunEnded>(event)) order += "ended";
    }
    CHECK(order == "queued started text ended");
}

TEST_CASE_FIXTURE(WithEngine, "the events of a cell carry its source, its console and its name in tracebacks") {
    const RunId run = subject.engine.submit_cell("a = 1\na", {.console = 7});
    subject.wait_for_end(run);
    const auto queued = subject.wait_for<RunQueued>([=](const RunQueued& one) { return one.run == run; });
    const auto started = subject.wait_for<RunStarted>([=](const RunStarted& one) { return one.run == run; });
    CHECK(queued.source == "a = 1\na");
    CHECK(queued.file.starts_with("<cell "));
    CHECK(started.console == 7);
    CHECK(started.source == queued.source);
    CHECK(started.file == queued.file);
}

TEST_CASE_FIXTURE(WithEngine, "the events of a file on disk carry its path and no source") {
    const ScriptFile script("pass");
    const RunId run = subject.engine.submit_file(script.path);
    subject.wait_for_end(run);
    const auto started = subject.wait_for<RunStarted>([=](const RunStarted& one) { return one.run == run; });
    CHECK(started.file == script.path.string());
    CHECK(started.source.empty());
}

TEST_CASE_FIXTURE(WithEngine, "runs are executed one after the other in the order of submission") {
    std::vector<RunId> runs;
    for (int i = 0; i < 50; ++i) runs.push_back(subject.engine.submit_cell("print(" + std::to_string(i) + ")"));
    subject.wait_for_end(runs.back());
    std::string expected;
    for (int i = 0; i < 50; ++i) expected += std::to_string(i) + "\n";
    CHECK(subject.text() == expected);
    subject.wait_until("idle", [&] { return !subject.engine.is_busy(); });
}

TEST_CASE_FIXTURE(WithEngine, "stdout, stderr and results keep the order they were written in") {
    const RunEnded ended = subject.submit_and_wait(
        "import sys\nfor i in range(3): print(i); n = sys.stderr.write('e%d\\n' % i)");
    CHECK(subject.output_of(ended.run) == "0\ne0\n1\ne1\n2\ne2\n");
    CHECK(subject.output_of(ended.run, Stream::err) == "e0\ne1\ne2\n");
}

TEST_CASE_FIXTURE(WithEngine, "names persist from cell to cell, and _ is the last value") {
    subject.submit_and_wait("kept = 20");
    CHECK(subject.output_of("kept + 1") == "21\n");
    CHECK(subject.output_of("_ * 2") == "42\n");
}

TEST_CASE_FIXTURE(WithEngine, "None is not shown and an empty cell does nothing") {
    CHECK(subject.output_of("None") == "");
    CHECK(subject.submit_and_wait("  # only a comment").state == RunState::done);
}

TEST_CASE_FIXTURE(WithEngine, "from __future__ in a cell holds for later cells") {
    subject.submit_and_wait("from __future__ import annotations");
    CHECK(subject.output_of("def f(a: no_such_name): pass\nf.__annotations__") == "{'a': 'no_such_name'}\n");
}

TEST_CASE_FIXTURE(WithEngine, "a cell with an error in its last line does nothing at all") {
    const RunEnded ended = subject.submit_and_wait("print('must not show')\n1 +");
    CHECK(ended.state == RunState::failed);
    CHECK(ended.error.type == "SyntaxError");
    CHECK(ended.error.line == 2);
    CHECK(subject.output_of(ended.run, Stream::out) == "");
}

TEST_CASE_FIXTURE(WithEngine, "a cell can show the value of each statement up to the first error, as one run") {
    const std::string source = "6 * 7\ntext = 'x'\nfor i in range(2):\n    i\n_ + 1\n1 / 0\n'not reached'";
    const RunEnded ended = subject.wait_for_end(subject.engine.submit_cell(source, {.results = CellResults::each}));
    CHECK(subject.output_of(ended.run, Stream::result) == "42\n0\n1\n2\n");
    CHECK(ended.error.type == "ZeroDivisionError");
    CHECK(ended.error.line == 6);
    CHECK(subject.output_of(source).starts_with("Traceback"));  // by default only the last value is shown

    const RunEnded wrong = subject.wait_for_end(
        subject.engine.submit_cell("'must not show'\n1 +", {.results = CellResults::each}));
    CHECK(wrong.error.type == "SyntaxError");
    CHECK(subject.output_of(wrong.run, Stream::result) == "");
    const RunId awaiting = subject.engine.submit_cell("import asyncio\nawait asyncio.sleep(0, 'slept')\n'after'",
                                                      {.results = CellResults::each});
    subject.wait_for_end(awaiting);
    CHECK(subject.output_of(awaiting, Stream::result) == "'slept'\n'after'\n");
}

TEST_CASE_FIXTURE(WithEngine,
                  "a file runs in a fresh __main__ with its own argv and folder, and the console's stay unchanged") {
    ScriptFile script(
        "import sys, __main__\nprint(__name__, __main__.__file__ == __file__, sys.argv[1:], sys.path[0] in __file__)\n"
        "console_name = 5\n");
    const RunId run = subject.engine.submit_file(script.path, {"a", "b"});
    CHECK(subject.wait_for_end(run).state == RunState::done);
    CHECK(subject.output_of(run) == "__main__ True ['a', 'b'] True\n");
    CHECK(subject.output_of("'console_name' in globals()") == "False\n");
    CHECK(subject.output_of("import sys; " + std::string("hasattr(sys.modules['__main__'], '__file__')")) == "False\n");
    CHECK(subject.output_of("'" + script.path.parent_path().string() + "' in sys.path") == "False\n");
}

TEST_CASE_FIXTURE(WithEngine, "a file imports modules from its folder") {
    ScriptFile script("import neighbour_of_script\n");
    std::ofstream(script.path.parent_path() / "neighbour_of_script.py") << "print('neighbour')\n";
    const RunId run = subject.engine.submit_file(script.path);
    subject.wait_for_end(run);
    CHECK(subject.output_of(run) == "neighbour\n");
}

TEST_CASE_FIXTURE(WithEngine, "a module beside the script is reloaded only after it has been edited") {
    ScriptFile script("import part_of_script, user_of_part\nprint(part_of_script.size, user_of_part.size)\n");
    const std::filesystem::path folder = script.path.parent_path();
    const auto write = [&](const char* name, const std::string& text) { std::ofstream(folder / name) << text; };
    const auto output = [&] {
        return subject.output_of(subject.wait_for_end(subject.engine.submit_file(script.path)).run);
    };
    write("part_of_script.py", "print('loads'); size = 1\n");
    write("user_of_part.py", "from part_of_script import size\n");
    CHECK(output() == "loads\n1 1\n");
    CHECK(output() == "1 1\n");
    write("part_of_script.py", "print('loads'); size = 2\n");  // within a second and of the same size
    CHECK(output() == "loads\n2 2\n");
    CHECK(output() == "2 2\n");
    std::filesystem::remove(folder / "part_of_script.py");
    const RunEnded gone = subject.wait_for_end(subject.engine.submit_file(script.path));
    CHECK(gone.error.type == "ModuleNotFoundError");
}

TEST_CASE_FIXTURE(WithEngine, "an edited module that has a second name is loaded anew, too") {
    ScriptFile script("import sys, named_twice\nsys.modules['second_name'] = named_twice\nprint(named_twice.size)\n");
    const std::filesystem::path module = script.path.parent_path() / "named_twice.py";
    for (const char* size : {"1", "22"}) {
        std::ofstream(module) << "size = " << size << "\n";
        const RunEnded ended = subject.wait_for_end(subject.engine.submit_file(script.path));
        CHECK(ended.error.text == "");
        CHECK(subject.output_of(ended.run) == std::string(size) + "\n");
    }
}

TEST_CASE_FIXTURE(WithEngine, "a script that a symbolic link names imports modules beside the target, as in python3") {
    ScriptFile script("import beside_the_target\n"), other("");
    std::ofstream(script.path.parent_path() / "beside_the_target.py") << "print('found')\n";
    const std::filesystem::path link = other.path.parent_path() / "link.py";
    std::filesystem::create_symlink(script.path, link);
    const RunEnded ended = subject.wait_for_end(subject.engine.submit_file(link));
    CHECK(ended.error.text == "");
    CHECK(subject.output_of(ended.run) == "found\n");
}

TEST_CASE_FIXTURE(WithEngine, "a script in a pipe without a writer leaves the GIL to others, and Stop ends it") {
    ScriptFile place("");
    const std::filesystem::path pipe = place.path.parent_path() / "pipe.py";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    const RunId run = subject.engine.submit_file(pipe);
    subject.wait_until_running(run);
    std::atomic<bool> called{false};
    subject.engine.post_to_handlers("note", [&] { called = true; });
    subject.wait_until("the handler", [&] { return called.load(); });
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
}

TEST_CASE_FIXTURE(WithEngine, "a file of compiled code runs") {
    ScriptFile script("print('compiled', __name__)\n");
    const std::filesystem::path compiled = script.path.parent_path() / "script.pyc";
    subject.submit_and_wait("import py_compile; _ = py_compile.compile(r'" + script.path.string() + "', r'" +
                            compiled.string() + "')");
    const RunId run = subject.engine.submit_file(compiled);
    subject.wait_for_end(run);
    CHECK(subject.output_of(run) == "compiled __main__\n");
}

TEST_CASE_FIXTURE(WithEngine, "cells find sys.ps1 and sys.ps2, as in an interactive python3, and script files do not") {
    CHECK(subject.output_of("import sys; sys.ps1, sys.ps2") == "('>>> ', '... ')\n");
    const RunId run = subject.engine.submit_source("import sys; print(hasattr(sys, 'ps1'))", "file.py");
    subject.wait_for_end(run);
    CHECK(subject.output_of(run) == "False\n");
    CHECK(subject.output_of("sys.ps1") == "'>>> '\n");
}

TEST_CASE_FIXTURE(WithEngine, "the last line shows the values of all its statements") {
    CHECK(subject.output_of("1; 2; 3") == "1\n2\n3\n");
    CHECK(subject.output_of("1\n2; x = 3; x") == "2\n3\n");
    CHECK(subject.output_of("1; (2,\n3); 4") == "1\n(2, 3)\n4\n");
    CHECK(subject.output_of("if 1:\n    5; 6\n7") == "7\n");
}

TEST_CASE_FIXTURE(WithEngine, "in a loop, the values of a statement after the first ten are marked for a fold") {
    const auto folded = [&](RunId run, bool wanted) {
        std::string text;
        for (const TextPiece& piece : subject.pieces)
            if (piece.run == run && piece.folded == wanted) text += piece.text;
        return text;
    };
    const RunId run = subject.submit_and_wait("for i in range(13): i; -i").run;
    CHECK(folded(run, false) == "0\n0\n1\n-1\n2\n-2\n3\n-3\n4\n-4\n5\n-5\n6\n-6\n7\n-7\n8\n-8\n9\n-9\n");
    CHECK(folded(run, true) == "10\n-10\n11\n-11\n12\n-12\n");
    const RunId printing = subject.submit_and_wait("for i in range(13):\n    print('at', i)\n    i").run;
    CHECK(folded(printing, true) == "");
    const RunId many = subject.submit_and_wait("1; 1; 1; 1; 1; 1; 1; 1; 1; 1; 1; 1").run;
    CHECK(folded(many, true) == "");
}

TEST_CASE_FIXTURE(WithEngine, "a missing file fails with its name") {
    const RunId run = subject.engine.submit_file("/no/such/script.py");
    const RunEnded ended = subject.wait_for_end(run);
    CHECK(ended.error.type == "FileNotFoundError");
    CHECK(ended.error.message.find("/no/such/script.py") != std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "submitting a folder or a binary file fails and does no harm") {
    const RunId folder = subject.engine.submit_file("/tmp");
    CHECK(subject.wait_for_end(folder).error.type == "IsADirectoryError");
    ScriptFile garbage(std::string("\x00\xff\xfe\x01garbage", 11));
    const RunId run = subject.engine.submit_file(garbage.path);
    CHECK(subject.wait_for_end(run).state == RunState::failed);
    CHECK(subject.output_of("1 + 1") == "2\n");
}

TEST_CASE_FIXTURE(WithEngine, "source from memory has its file name and its lines in tracebacks") {
    const RunId run = subject.engine.submit_source("x = 1\nraise ValueError(x)\n", "/unsaved/script.py", {"one"});
    const RunEnded ended = subject.wait_for_end(run);
    CHECK(ended.error.file == "/unsaved/script.py");
    CHECK(ended.error.line == 2);
    CHECK(ended.error.text.find("    raise ValueError(x)\n") != std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "a script has its folder on sys.path, and code named in <> has none") {
    const auto added = [this](const char* name) {
        const RunId run = subject.engine.submit_source("import sys; print(sys.path)", name);
        subject.wait_for_end(run);
        return subject.output_of(run, Stream::out);
    };
    const std::string usual = subject.output_of("import sys; print(sys.path)");
    CHECK(added("<start-up>") == usual);
    CHECK(added("/folder/script.py") == "['/folder', " + usual.substr(1));
}

TEST_CASE_FIXTURE(WithEngine, "sys.exit ends only its run, and a message says how to end the program") {
    const RunEnded ended = subject.submit_and_wait("import sys\nsys.exit()");
    CHECK(ended.state == RunState::done);
    CHECK(subject.output_of(ended.run, Stream::host).find("File > Quit") != std::string::npos);
    const RunEnded failed = subject.submit_and_wait("sys.exit('no disk')");
    CHECK(failed.state == RunState::failed);
    CHECK(failed.error.exit_code == 1);
    CHECK(subject.output_of(failed.run, Stream::err) == "no disk\n");
    CHECK(subject.submit_and_wait("exit(3)").error.exit_code == 3);
    CHECK(subject.output_of("1 + 1") == "2\n");
}

TEST_CASE_FIXTURE(WithEngine, "a queued run can be removed, and stop removes all queued runs") {
    const RunId first = subject.engine.submit_cell("import time\ntime.sleep(100)");
    subject.wait_until_running(first);
    const RunId second = subject.engine.submit_cell("print('second')"),
                third = subject.engine.submit_cell("print('third')");
    CHECK(subject.engine.remove_queued(second));
    CHECK_FALSE(subject.engine.remove_queued(second));
    CHECK_FALSE(subject.engine.remove_queued(first));
    subject.engine.stop();
    CHECK(subject.wait_for_end(first).state == RunState::interrupted);
    subject.wait_for<RunRemoved>([=](const RunRemoved& removed) { return removed.run == third; });
    subject.submit_and_wait("print('fourth')");
    CHECK(subject.text().find("second") == std::string::npos);
    CHECK(subject.text().find("third") == std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "cells can be submitted during a run and from any thread") {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 25; ++i) subject.engine.submit_cell("counted = globals().get('counted', 0) + 1");
        });
    threads.clear();
    CHECK(subject.output_of("counted") == "100\n");
}
