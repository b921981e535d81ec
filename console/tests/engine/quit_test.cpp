// Quit takes a bounded time with any script. SIGTERM means Quit, even if the host does not respond.
#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"
#include "tests/engine/typed_cells.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
struct Quitting {
    std::string code;
    std::string how;
};
double seconds_of(const Ended& ended) {
    const auto place = ended.out.find("after ");
    return place == std::string::npos ? 1e9 : std::stod(ended.out.substr(place + 6));
}
}  // namespace

TEST_CASE("quit finalises the interpreter, or leaves it within the limit") {
    for (const Quitting& quitting : {
             Quitting{"print('ready')", "finalised"},
             {"import atexit\natexit.register(lambda: open('/dev/null').close())\nprint('ready')", "finalised"},
             {"print('ready')\n" + endless_loop, "finalised"},
             {"import threading, time\nthreading.Thread(target=time.sleep, args=[0.1]).start()\nprint('ready')",
              "finalised"},
             {"import time\nprint('ready')\ntime.sleep(100)", "finalised"},
             {"print('ready')\ninput()", "finalised"},
             {"import time\nprint('ready')\nfor i in range(3):\n    try: time.sleep(100)\n    except "
              "KeyboardInterrupt: pass",
              "finalised"},
             {"import signal, time\nsignal.signal(signal.SIGINT, lambda *_: None)\nprint('ready')\nwhile True: "
              "time.sleep(0.01)",
              "finalised"},
             {"import itertools, sys\nsum(itertools.chain(map(sys.stdout.write, ['ready']), range(10**11)))", "left"},
             {"import threading, time\nthreading.Thread(target=time.sleep, args=(100,)).start()\nprint('ready')",
              "left"},
             {"import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin, "
              "daemon=True).start()\nprint('ready')",
              "left"},
             {"import atexit, time\natexit.register(time.sleep, 100)\nprint('ready')", "left"},
             {"import time\nclass Slow:\n    def __del__(self, sleep=time.sleep): sleep(100)\nkept = "
              "Slow()\nprint('ready')",
              "left"},
         }) {
        CAPTURE(quitting.code);
        const Ended ended = run_process(subject({"quit", quitting.code}));
        CAPTURE(ended.out);
        CAPTURE(ended.err);
        CHECK(ended.code == 0);
        CHECK(ended.out.starts_with(quitting.how));
        CHECK(seconds_of(ended) < 1.8);  // the contract allows 1.5 s
    }
}

TEST_CASE("worker processes end with a program that leaves its script behind; other programs continue") {
    const std::string left =
        "\nimport threading; threading.Thread(target=time.sleep, args=[100]).start(); print('ready')";
    for (const std::string& code : {
             "multiprocessing.get_context('fork').Process(target=time.sleep, args=[100]).start()" + left,
             "multiprocessing.get_context('spawn').Process(target=time.sleep, args=[100]).start()" + left,
             "multiprocessing.get_context('forkserver').Process(target=time.sleep, args=[100]).start()" + left,
             "pool = concurrent.futures.ProcessPoolExecutor(1); pool.submit(time.sleep, 100)" + left,
             "pool = multiprocessing.Pool(1); pool.apply_async(time.sleep, [100])" + left,
             std::string(
                 "pool = concurrent.futures.ProcessPoolExecutor(1, mp_context=multiprocessing.get_context('spawn'))\n"
                 "task = pool.submit(time.sleep, 100); print('ready'); task.result()"),
             std::string(
                 "multiprocessing.get_context('spawn').Process(target=time.sleep, args=[100]).start(); print('ready')"),
         }) {
        CAPTURE(code);
        // The workers hold the pipe open, so read() returns when they end.
        const Ended ended = run_process(
            subject({"quit", "import concurrent.futures, multiprocessing, os, time, warnings\n"
                             "warnings.simplefilter('ignore')\n" +
                                 code}));
        CHECK(ended.code == 0);
        CHECK(ended.seconds < 20);
    }
    const Ended ended = run_process(subject(
        {"quit", "import os, subprocess, time\nwith open(os.devnull, 'w') as nowhere:\n"
                 "    child = subprocess.Popen(['sleep', '1000'], stdin=nowhere, stdout=nowhere, stderr=nowhere)\n"
                 "os.write(1, b'%d\\n' % child.pid)" +
                     left}));
    const pid_t other = std::atoi(ended.out.c_str());
    REQUIRE(other > 0);
    CHECK(kill(other, SIGKILL) == 0);
}

TEST_CASE("an engine destroyed during a run neither hangs nor crashes") {
    for (const char* code :
         {"print('ready')", "print('ready')\nwhile True: pass", "import time\nprint('ready')\ntime.sleep(100)",
          "import itertools, sys\nsum(itertools.chain(map(sys.stdout.write, ['ready']), range(10**11)))"}) {
        CAPTURE(std::string(code));
        CHECK(run_process(subject({"drop", code})).code == 0);
    }
}

TEST_CASE("SIGTERM asks to quit, also while a script runs") {
    Process process(subject({"signal", "print('ready')\n" + endless_loop}));
    process.wait_for_output("waiting");
    process.send(SIGTERM);
    const Ended ended = process.wait();
    CHECK(ended.code == 0);
    CHECK(ended.out.find("finalised") != std::string::npos);
}

TEST_CASE("SIGTERM and SIGHUP end a program whose window hangs") {
    const std::string uninterruptible =
        "import itertools, sys\nsum(itertools.chain(map(sys.stdout.write, ['ready']), range(10**11)))";
    for (int number : {SIGTERM, SIGHUP}) {
        Process process(
            subject({"hung", signals_wait_for_a_call ? "print('ready')\n" + endless_loop : uninterruptible}));
        process.wait_for_output("waiting");
        process.send(number);
        CHECK(process.wait().code == 128 + number);
    }
}

TEST_CASE("what a destructor prints at the end is not lost, also after an error") {
    const std::string cell = "class Last:\n    def __del__(self): print('last words')\nlast = Last()";
    for (const char* then : {"pass", "1 / 0"}) {
        const Ended ended = type_cells({cell, then});
        CAPTURE(ended.out);
        CHECK(contains(ended.out, "last words\n"));
    }
}
