// A script may break streams, builtins and import: the next cell works.
#include <doctest/doctest.h>

#include "tests/engine/typed_cells.h"

using namespace gimbal::console::test;

namespace {
struct Damage {
    std::string done, told;
};

// The undefined behaviour sanitizer probes addresses through a pipe and reports a broken object if it cannot open one.
#ifdef __SANITIZE_ADDRESS__
const std::string give_back = "files.pop().close(); files.pop().close()";
#else
const std::string give_back = "files.pop().close()";
#endif
}  // namespace

TEST_CASE("after a script has broken something, the next cell prints, shows a value, imports and shows an error") {
    for (const Damage& damage : {
             Damage{"import sys\nsys.stdout = sys.stderr = sys.stdin = None", "sys.stdin, sys.stdout, sys.stderr"},
             {"import sys\nsys.stdout.close(); sys.stderr.close(); sys.stdin.close()", ""},
             {"import sys, io\nsys.stdout = io.StringIO(); sys.stdout.close()", "sys.stdout"},
             {"import sys\ndel sys.stdout, sys.stderr, sys.stdin", "sys.stdin, sys.stdout, sys.stderr"},
             {"import contextlib, io\nredirected = contextlib.redirect_stdout(io.StringIO()); redirected.__enter__(); "
              "redirected.__exit__(None, None, None)",
              ""},
             {"import sys\nsys.displayhook = None", "sys.displayhook"},
             {"import sys\ndel sys.displayhook, sys.excepthook, sys.unraisablehook",
              "sys.displayhook, sys.excepthook, sys.unraisablehook"},
             {"import builtins\nbuiltins.print = None", "builtins.print"},
             {"import builtins\ndel builtins.__import__", "builtins.__import__"},
             {"import builtins\nbuiltins.compile = builtins.repr = builtins.str = None",
              "builtins.compile, builtins.repr, builtins.str"},
             {"import builtins\nbuiltins.compile = lambda *a, **k: 1/0\nbuiltins.repr = lambda value: 1/0", ""},
             {"import builtins\nvars(builtins).clear()", "more"},
             {"import sys\nsys.modules.clear()", "the modules in sys.modules"},
             {"import sys\nsys.modules = None", "sys.modules"},
             {"import sys\nsys.path = []; sys.meta_path.clear(); sys.path_hooks = ()",
              "sys.path, sys.meta_path, sys.path_hooks"},
             {"del __builtins__", ""},
             {"__builtins__ = 5", "__builtins__"},
             {"globals().clear()", ""},
             {"import sys\nsys.settrace(lambda *a: None)", ""},
             {"import sys\nsys.setprofile(lambda *a: None)", ""},
             {"import gc\ngc.disable()", ""},
             {"import os\nos.close(1)", ""},
             {"import os, tempfile\nfolder = tempfile.mkdtemp()\nos.chdir(folder)\nos.rmdir(folder)", ""},
             {"import threading\nx = threading.stack_size(64 << 20)\nthread = "
              "threading.Thread(target=exit)\nthread.start(); thread.join()",
              ""},
             {"import resource, tempfile\nresource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))\n"
              "try: files = [open('/dev/null') for i in range(2000)]\nexcept OSError: del files[:]\n",
              ""},
             {"import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))\nfiles = []\n"
              "try:\n    while True: files.append(open('/dev/null'))\nexcept OSError: " +
                  give_back,
              ""},
             {"try: bytearray(10 ** 14)\nexcept MemoryError: print('no memory')", "no memory"},
             {"import sys\nsys.setrecursionlimit(60000)\ndef deep(n): return deep(n + 1)\ntry: deep(0)\nexcept "
              "RecursionError: print('deep')",
              "deep"},
             {"def deep(): return deep()\ndeep()", "RecursionError"},
             {"raise KeyboardInterrupt", "KeyboardInterrupt"},
             {"class Odd(Exception):\n    def __str__(self): return 1 / 0\nraise Odd", "<exception str() failed>"},
             {"class Late:\n    def __del__(self): print('late')\nlate = Late()\nlate.cycle = late", ""},
             {"import _thread\nx = _thread.start_new_thread(exit, ())", ""},
             {"import threading, time\nthreading.Thread(target=lambda: exit()).start()", ""},
         }) {
        CAPTURE(damage.done);
        const Ended ended = type_cells(
            {damage.done, "print('next', 6 * 7)", "7 * 8", "import fractions; fractions.Fraction(1, 2)", "1 / 0"});
        CAPTURE(ended.out);
        CAPTURE(ended.err);
        CHECK(contains(ended.out, damage.told));
        if (!contains(damage.told, "sys.") && !contains(damage.told, "builtins") && damage.told != "more")
            CHECK_FALSE(contains(ended.out, "restored after a script broke it"));
        CHECK(contains(ended.out, "next 42\n"));
        CHECK(contains(ended.out, "\n56\n"));
        CHECK(contains(ended.out, "Fraction(1, 2)\n"));
        CHECK(contains(ended.out, "line 1, in <module>\n    1 / 0\n"));
        CHECK(contains(ended.out, "ZeroDivisionError: division by zero\n[failed]\n"));
    }
}

TEST_CASE("a stream set by the script stays, and a message says how to restore the console's") {
    const Ended ended = type_cells({"import io, sys\nsys.stdout = io.StringIO()", "print('kept')", "print('also kept')",
                                    "text = sys.stdout.getvalue()\nsys.stdout = sys.__stdout__", "text"});
    CAPTURE(ended.out);
    CHECK(count(ended.out, "sys.stdout is a StringIO now") == 1);
    CHECK(contains(ended.out, "'kept\\nalso kept\\n'\n"));
}

TEST_CASE("a print() and a display hook set by the script stay") {
    const Ended ended = type_cells({"import builtins, sys\nplain = print\nbuiltins.print = lambda *a: plain('own', *a)",
                                    "print('x')", "sys.displayhook = lambda value: plain('shown', value)", "1 + 1"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "own x\n"));
    CHECK(contains(ended.out, "shown 2\n"));
    CHECK_FALSE(contains(ended.out, "restored after a script broke it"));
}

TEST_CASE("a script file redirects only its own output") {
    ScriptFile script(
        "import builtins, sys\nsys.stdout = open(__file__ + '.log', 'w')\nprint('logged')\n"
        "sys.excepthook = lambda kind, error, trace: sys.stderr.write(f'hooked {error}\\n')\nraise ValueError('so')\n");
    const Ended ended = type_cells(
        {script.typed(), "print('shown')", "1 / 0", "print(open(" + ("'" + script.path().string()) + ".log').read())"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "hooked so\n[failed]\nshown\n"));
    CHECK_FALSE(contains(ended.out, "ValueError"));
    CHECK_FALSE(contains(ended.out, "brings it back"));
    CHECK(contains(ended.out, "ZeroDivisionError"));
    CHECK(contains(ended.out, "logged\n"));
}

TEST_CASE("what a script file has written to its own stream is shown when it ends, also if others keep the stream") {
    ScriptFile script("import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, 'utf-8')\n"
                      "class Keeper: stream = sys.stdout\nprint('written')\nraise ValueError('so')\n");
    const Ended ended = type_cells({script.typed(), "print('later')"});
    CAPTURE(ended.out);
    CHECK(ended.out.find("written\n") < ended.out.find("ValueError: so\n"));
    CHECK(ended.out.find("ValueError: so\n") < ended.out.find("later\n"));
    CHECK(contains(ended.out, "later\n"));
}

TEST_CASE("a stream of a script file that cannot be flushed does no harm") {
    ScriptFile script(
        "import sys\nclass Broken:\n    def write(self, text): pass\n    def flush(self): raise OSError('full')\n"
        "sys.stdout = Broken()\n");
    const Ended ended = type_cells({script.typed(), "print('later')"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "[done]\nlater\n[done]\n"));
}

// A sanitizer reserves address space of its own and ends the process when an allocation fails.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("a write for which there is no memory raises MemoryError") {
    const Ended ended = type_cells(
        {"import resource, sys\ntext = b'x' * (200 << 20)\n"
         "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
         "resource.setrlimit(resource.RLIMIT_AS, (used + (100 << 20), resource.RLIM_INFINITY))\n"
         "try: sys.stdout.buffer.write(text)\nexcept MemoryError: print('no memory')",
         "print('alive')"});
    CAPTURE(ended.err);
    CHECK(contains(ended.out, "no memory\n"));
    CHECK(contains(ended.out, "alive\n"));
}
#endif

TEST_CASE("an excepthook set by a cell is called, and one that raises hides nothing") {
    const Ended ended = type_cells(
        {"import sys\nsys.excepthook = lambda kind, error, trace: print('hooked', kind.__name__)", "1 / 0",
         "sys.excepthook = lambda *a: [][0]", "{}['key']"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "hooked ZeroDivisionError\n[failed]\n"));
    CHECK_FALSE(contains(ended.out, "division by zero"));
    CHECK(contains(ended.out, "Error in sys.excepthook:\n"));
    CHECK(contains(ended.out, "IndexError"));
    CHECK(contains(ended.out, "Original exception was:\n"));
    CHECK(contains(ended.out, "KeyError: 'key'\n"));
}

TEST_CASE("a trace function stays for the next cell and does not see the host's Python") {
    const Ended ended = type_cells(
        {"import sys\ncalls = []\nsys.settrace(lambda frame, event, value: calls.append(frame.f_code.co_filename))",
         "def f(): pass\nf()", "1 / 0", "sys.settrace(None)\nprint(sorted(set(calls)))"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "['<cell 2>', '<cell 3>', '<cell 4>']\n"));
}

TEST_CASE("a trace function does not see the host's Python when the console has an event loop") {
    const Ended ended = type_cells(
        {"import asyncio, sys\ncalls = set()\nsys.settrace(lambda frame, *_: calls.add(frame.f_code.co_filename))\n"
         "sys.setprofile(lambda frame, *_: calls.add(frame.f_code.co_filename))",
         "def f(): pass\nf()", "f()", "sys.settrace(None); sys.setprofile(None)\nprint(*calls)"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "<cell 2>"));
    CHECK_FALSE(contains(ended.out, "background.py"));
}
