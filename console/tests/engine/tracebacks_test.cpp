// Tracebacks: the text of python3, without frames of the host.
#include <doctest/doctest.h>
#include <patchlevel.h>  // PY_VERSION_HEX

#include <fstream>

#include "tests/engine/engine_fixture.h"
#include "tests/engine/typed_cells.h"
#include "tests/support/test_paths.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
const char* const failing_scripts[] = {
    "def f(x):\n    return 1 / x\nf(0)\n",
    "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('outer') from e\n",
    "def f(n):\n    return f(n + 1)\nf(0)\n",
    "class Odd(Exception):\n    def __str__(self): raise RuntimeError\nraise Odd\n",
    "raise ExceptionGroup('many', [ValueError(1), TypeError('two')])\n",
    "e = ValueError('x'); e.add_note('a note'); raise e\n",
    "x = (1 +\n",
    "print('a' 1)\n",
    "assert 1 == 2, 'so it is'\n",
    "raise KeyboardInterrupt\n",
    "import json\njson.loads('{')\n",
    "raise UnicodeDecodeError('utf-8', b'x', 0, 1, 'why')\n",
    "int('nine')\n",
    "import math\nmath.sinn\n",
    "def f():\n    value = 1\n    valu\nf()\n",
    "class C:\n    def meth(self): pass\ntry:\n    C().mth\nexcept AttributeError:\n    prnt\n",
    "try:\n    [].appendd\nexcept AttributeError as e:\n    raise ExceptionGroup('many', [e, ValueError(1)]) from "
    "None\n",
    "import sys\nsys.nothing_like_it\n",
    "class Odd(AttributeError): pass\nraise Odd('several\\nlines', name='a', obj=1)\n",
};
}  // namespace

TEST_CASE_FIXTURE(WithEngine, "a traceback is word for word that of python3") {
    std::string folder = (std::filesystem::temp_directory_path() / "engine-test-XXXXXX").string();
    const std::filesystem::path path = std::filesystem::path(mkdtemp(folder.data())) / "failing.py";
    for (const char* script : failing_scripts) {
        CAPTURE(std::string(script));
        std::ofstream(path) << script;
        const RunEnded ended = subject.wait_for_end(subject.engine.submit_file(path));
        CHECK(ended.error.text == run_process({test_python(), "-I", path.string()}).err);
        CHECK(subject.output_of(ended.run, Stream::err) == ended.error.text);
    }
    std::filesystem::remove_all(path.parent_path());
}

TEST_CASE_FIXTURE(WithEngine, "the traceback of a file that is edited while it runs shows the lines that ran") {
    ScriptFile script("");
    const std::string edit = "open(__file__, 'w').write('# another\\n# text  # unseen\\n')\n";
    for (const std::string last : {"1 / 0  # seen\n", "import traceback\ntry: 1 / 0  # seen\n"
                                                      "except ZeroDivisionError: traceback.print_exc()\n"}) {
        std::ofstream(script.path()) << edit << last;
        const RunEnded ended = subject.wait_for_end(subject.engine.submit_file(script.path()));
        const std::string shown = subject.output_of(ended.run, Stream::err);
        CAPTURE(shown);
        CHECK(shown.find("1 / 0  # seen\n") != std::string::npos);
        CHECK(shown.find("unseen") == std::string::npos);
    }
}

TEST_CASE_FIXTURE(WithEngine, "the traceback of a module that once ran as a script shows the lines of its file") {
    ScriptFile script("");
    const std::filesystem::path module = script.path().parent_path() / "once_a_script.py";
    subject.wait_for_end(subject.engine.submit_source("# old  # unseen\n# old  # unseen\n", module.string()));
    subject.submit_and_wait("import linecache");
    std::ofstream(module) << "def fail():\n    return 1 / 0  # seen\n";
    std::ofstream(script.path()) << "import once_a_script\nonce_a_script.fail()\n";
    const RunEnded ended = subject.wait_for_end(subject.engine.submit_file(script.path()));
    CAPTURE(ended.error.text);
    CHECK(ended.error.text.find("return 1 / 0  # seen\n") != std::string::npos);
    CHECK(ended.error.text.find("unseen") == std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "the traceback of a cell shows the typed lines") {
    const RunEnded ended = subject.submit_and_wait("def divide(a, b):\n    return a / b\n\ndivide(1, 0)");
    const std::string name = ended.error.file;
    CHECK(name.starts_with("<cell "));
    CHECK(ended.error.line == 2);
    CHECK(ended.error.text.find("  File \"" + name + "\", line 4, in <module>\n    divide(1, 0)\n") !=
          std::string::npos);
    CHECK(ended.error.text.find("    return a / b\n") != std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "cells are numbered without the other runs between them") {
    const auto number = [&] {
        const std::string file = subject.submit_and_wait("1 / 0").error.file;
        return std::stoi(file.substr(std::string("<cell ").size()));
    };
    const int first = number();
    subject.wait_for_end(subject.engine.submit_file("/missing.py"));
    CHECK(number() == first + 1);
}

TEST_CASE_FIXTURE(WithEngine, "the traceback module marks the position in the last line of a cell") {
    CHECK(
        subject
            .output_of("import traceback\ntry:\n    abs(missing.name)\nexcept NameError: print(traceback.format_exc())")
            .find("    abs(missing.name)\n        ^^^^^^^\n") != std::string::npos);
    subject.submit_and_wait(
        "import traceback\ndef shown(call):\n    try: call()\n    except Exception: print(traceback.format_exc())");
    subject.submit_and_wait("def far(): return abs(missing.name)");
    CHECK(subject.output_of("shown(far)")
              .find("    def far(): return abs(missing.name)\n                          ^^^^^^^\n") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "inspect finds the source of a typed function") {
    subject.submit_and_wait("def typed():\n    return 'the source'");
    CHECK(subject.output_of("import inspect; print(inspect.getsource(typed))").find("return 'the source'") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "an exception type without a name or with a false __class__ does no harm") {
    CHECK(
        subject
            .submit_and_wait("class Liar(Exception):\n    @property\n    def args(self): raise MemoryError\nraise Liar")
            .state == RunState::failed);
    CHECK(subject.submit_and_wait("raise type('', (Exception,), {})()").state == RunState::failed);
    CHECK(subject.output_of("1 + 1") == "2\n");
}

// Since 3.12 PyErr_CheckSignals collects garbage, and the collector drops a pending error. Once asyncio was in use, the
// host called it at the end of each script file. Here unwinding makes the garbage, after Python's own last collection.
TEST_CASE("an error during a garbage collection is not lost") {
    ScriptFile script("import asyncio, gc\n"
                      "class Cycle: pass\n"
                      "def cycle():\n    made = Cycle()\n    made.itself = made\n    return made\n"
                      "def fail():\n    gc.set_threshold(1)\n    gc.enable()\n    1 / 0\n"
                      "gc.collect(); gc.disable()\n"
                      "print(cycle(), fail())\n");
    const Ended ended = type_cells({script.typed()});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "ZeroDivisionError: division by zero\n[failed]\n"));
    CHECK_FALSE(contains(ended.out, "Exception ignored"));
}

TEST_CASE_FIXTURE(WithEngine, "an error in a run does not leak into the next") {
    subject.submit_and_wait("1 / 0");
    CHECK(subject.submit_and_wait("pass").state == RunState::done);
    CHECK(subject.output_of("import sys; sys.exc_info()") == "(None, None, None)\n");
    CHECK(subject.output_of("sys.last_value") == "ZeroDivisionError('division by zero')\n");
}

TEST_CASE_FIXTURE(WithEngine, "the error of a thread is shown with its name, and with its run if that has ended") {
    const RunEnded started = subject.submit_and_wait(
        "import threading\nmay_fail = threading.Event()\ndef work():\n    may_fail.wait()\n    raise "
        "ValueError('late')\n"
        "worker = threading.Thread(target=work, name='worker'); worker.start()");
    const RunId later = subject.submit_and_wait("may_fail.set(); worker.join()").run;
    const std::string shown = subject.output_of(started.run, Stream::err);
    CHECK(shown.find("In a thread that <cell ") == 0);
    CHECK(shown.find("> has started:\nException in thread worker:\nTraceback (most recent call last):\n") !=
          std::string::npos);
    CHECK(shown.find("    raise ValueError('late')\nValueError: late\n") != std::string::npos);
    CHECK(subject.output_of(later) == "");
    const std::string at_once = subject.output_of(
        "thread = threading.Thread(target=lambda: 1 / 0, name='now'); thread.start(); thread.join()");
    CHECK(at_once.find("Exception in thread now:") == 0);
}

TEST_CASE_FIXTURE(WithEngine, "an error in __del__ is shown with the method and the line") {
    const std::string shown = subject.output_of(
        "class Leaves:\n    def __del__(self):\n        1 / 0\nleaves = Leaves()\ndel leaves");
    const bool deallocator = PY_VERSION_HEX >= 0x030E0000;
    CHECK(shown.find(deallocator ? "Exception ignored while calling deallocator <function Leaves.__del__ at 0x"
                                 : "Exception ignored in: <function Leaves.__del__ at 0x") == 0);
    CHECK(shown.find("line 3, in __del__\n    1 / 0\n") != std::string::npos);
    CHECK(shown.find("ZeroDivisionError: division by zero\n") != std::string::npos);
}
