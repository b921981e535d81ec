// Headless: python3's rules for exit codes, streams and the end.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/engine/process.h"
#include "tests/support/test_paths.h"

using namespace gimbal::console::test;

namespace {
struct Script {
    std::filesystem::path path;
    explicit Script(const std::string& text) {
        std::string folder = (std::filesystem::temp_directory_path() / "engine-test-XXXXXX").string();
        path = std::filesystem::path(mkdtemp(folder.data())) / "script.py";
        std::ofstream(path) << text;
    }
    ~Script() { std::filesystem::remove_all(path.parent_path()); }
    Script(const Script&) = delete;
    Script& operator=(const Script&) = delete;
};
}  // namespace

TEST_CASE("exit codes and text are those of python3") {
    for (const char* code : {
             "print('x')",
             "import sys; sys.exit()",
             "import sys; sys.exit(7)",
             "import sys; sys.exit(-1)",
             "import sys; sys.exit('some text')",
             "raise ValueError('so')",
             "x = (",
             "import os; os._exit(5)",
             "raise KeyboardInterrupt",
             "import signal, os; os.kill(os.getpid(), signal.SIGTERM); import time; time.sleep(30)",
             "import threading, time; threading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start(); "
             "print('first')",
             "import atexit; atexit.register(print, 'at the end'); print('first')",
             "import sys; sys.excepthook = lambda *a: print('hooked', a[0].__name__); 1/0",
             "import sys; print('out'); print('err', file=sys.stderr); print(sys.argv, sys.path[0], __name__)",
             "import signal; print(signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGPIPE))",
             "import sys; print(sys.stdout.line_buffering, sys.stdout.encoding, sys.flags.utf8_mode)",
             "import threading; print(threading.current_thread() is threading.main_thread())",
             "import sys; sys.setrecursionlimit(5000)\ndef f(n): return n and f(n - 1) + 1\nprint(f(4500))",
         }) {
        CAPTURE(std::string(code));
        const Ended ours = run_process(subject({"headless-code", code, "a", "b"}));
        const Ended theirs = run_process({test_python(), "-c", code, "a", "b"});
        CHECK(ours.code == theirs.code);
        CHECK(ours.out == theirs.out);
        CHECK(ours.err == theirs.err);
    }
}

TEST_CASE("a file runs as __main__ with its folder first in sys.path") {
    Script script("import sys, os\nprint(__name__, __file__, sys.argv[1:], sys.path[0] == os.path.dirname(__file__))\n"
                  "raise SystemExit(4)\n");
    const Ended ours = run_process(subject({"headless-file", script.path.string(), "a"}));
    CHECK(ours.out == "__main__ " + script.path.string() + " ['a'] True\n");
    CHECK(ours.code == 4);
}

TEST_CASE("an uncaught error of a file is shown as by python3") {
    Script script("def f(x):\n    return 1 / x\nf(0)\n");
    const Ended ours = run_process(subject({"headless-file", script.path.string()}));
    CHECK(ours.err == run_process({test_python(), script.path.string()}).err);
    CHECK(ours.code == 1);
}

TEST_CASE("a missing file is named, and the exit code is 2") {
    const Ended ended = run_process(subject({"headless-file", "/no/such.py"}));
    CHECK(ended.err == "gimbal: can't open file '/no/such.py': [Errno 2] No such file or directory\n");
    CHECK(ended.code == 2);
}

TEST_CASE("a program on standard input runs and finds its input at the end") {
    const Ended ended = run_process(subject({"headless-stdin"}),
                                    "print(__name__, repr(__import__('sys').stdin.read()))\n");
    CHECK(ended.out == "__main__ ''\n");
    CHECK(ended.code == 0);
}

TEST_CASE("an interrupt from the shell ends a headless script by the signal") {
    Process process(subject({"headless-code", "import time; print('ready', flush=True); time.sleep(100)"}));
    process.wait_for_output("ready");
    process.send(SIGINT);
    const Ended ended = process.wait();
    CHECK(ended.code == 128 + SIGINT);
    CHECK(ended.err.ends_with("KeyboardInterrupt\n"));
}

TEST_CASE("an interrupt from the shell ends a blocked script whose threads keep the GIL and have taken signals") {
    for (const std::string wait :
         {"lock = threading.Lock(); lock.acquire(); lock.acquire()", "threads[0].join()", "queue.Queue().get()",
          "socket.create_server(('127.0.0.1', 0)).accept()", "while True: unused = bytes(1000)"}) {
        CAPTURE(wait);
        Process process(subject(
            {"headless-code",
             "import os, queue, signal, socket, threading, time\nsignal.signal(signal.SIGUSR1, lambda *a: None)\n"
             "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])\ntook = threading.Semaphore(0)\n"
             "def spin():\n    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])\n    os.kill(os.getpid(), "
             "signal.SIGUSR1)\n"
             "    took.release()\n    while True: unused = bytes(1000)\n"
             "threads = [threading.Thread(target=spin, daemon=True) for _ in range(4)]\n"
             "for thread in threads: thread.start(); took.acquire()\n"
             "signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])\n"
             "threading.Timer(0.2, print, ['waits'], {'flush': True}).start()\n" +
                 wait}));
        process.wait_for_output("waits");
        process.send(SIGINT);
        const Ended ended = process.wait();
        CHECK(ended.code == 128 + SIGINT);
        CHECK(ended.err.ends_with("KeyboardInterrupt\n"));
    }
}

TEST_CASE("the start imports nothing beyond site") {
    const std::string list = "import sys; print(sorted(sys.modules))";
    CHECK(run_process(subject({"headless-code", list})).out == run_process({test_python(), "-"}, list).out);
}

TEST_CASE("the start of the console imports only what the streams need") {
    const Ended ended = run_process(subject({"modules"}));
    // The streams are those of io, which python3 has not imported at that time from 3.14 on.
    const std::string list = "import io, sys; print(sorted(sys.modules))";
    CHECK(ended.out == run_process({test_python(), "-I", "-"}, list).out);
}

TEST_CASE("sys.executable is the launcher and the standard library is found") {
    const std::string code = "import sys, math, _ctypes, multiprocessing, sqlite3; print(sys.executable)";
    const Ended ended = run_process(subject({"headless-code", code}));
    CHECK(ended.out == test_python() + "\n");
    CHECK(ended.err == "");
}

TEST_CASE("multiprocessing by spawn works from a script file") {
    Script script(
        "import multiprocessing\ndef double(x): return 2 * x\nif __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool: print(pool.map(double, [1, 2, 3]))\n");
    const Ended ended = run_process(subject({"headless-file", script.path.string()}));
    CHECK(ended.out == "[2, 4, 6]\n");
    CHECK(ended.err == "");
}

TEST_CASE("the terminal runs blocks, shows errors, and ends with the code of exit() or at the end of input") {
    const Ended ended = run_process(subject({"headless-terminal"}),
                                    "x = 20\nfor i in range(2):\n    print(i)\n\nx + 1\n1 / 0\nexit(3)\n");
    CHECK(ended.out.find("0\n1\n") != std::string::npos);
    CHECK(ended.out.find("21\n") != std::string::npos);
    CHECK(ended.err.find("ZeroDivisionError: division by zero\n") != std::string::npos);
    CHECK(ended.err.find("terminal.py") == std::string::npos);
    CHECK(ended.code == 3);
    CHECK(run_process(subject({"headless-terminal"}), "1\n").code == 0);
}

TEST_CASE("a line that is no valid text is an error of its cell, and the terminal goes on") {
    std::vector<std::string> arguments = subject({"headless-terminal"});
    arguments.insert(arguments.begin(), {"/usr/bin/env", "PYTHONIOENCODING=utf-8:surrogateescape"});
    const Ended bytes = run_process(arguments, "print('\xff')\n6 * 7\n");
    CAPTURE(bytes.err);
    CHECK(bytes.err.find("UnicodeEncodeError") != std::string::npos);
    CHECK(bytes.out.find("42\n") != std::string::npos);
    CHECK(bytes.code == 0);
    const Ended zero = run_process(subject({"headless-terminal"}),
                                   std::string("print(6 * 7)\0; print(1)\n2 * 4\n", 31));
    CHECK(zero.out.find("42\n") == std::string::npos);
    CHECK(zero.err.find("null byte") != std::string::npos);
    CHECK(zero.out.find("8\n") != std::string::npos);
}
