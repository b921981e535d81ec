// logging, warnings, threading and atexit behave as in a terminal, with descriptors 1 and 2 captured.
#include <doctest/doctest.h>

#include "tests/engine/typed_cells.h"

using namespace gimbal::console::test;

namespace {
Ended captured(std::vector<std::string> codes) {
    codes.insert(codes.begin(), "capture");
    return run_process(subject(std::move(codes)));
}
}  // namespace

TEST_CASE("logging writes to the console, also from a thread, and to the terminal when the program ends") {
    const Ended ended = captured(
        {"import atexit, logging, threading\nlogging.basicConfig(format='%(levelname)s %(threadName)s %(message)s')\n"
         "logging.warning('one')\nthread = threading.Thread(target=logging.warning, args=['two'], name='worker')\n"
         "thread.start(); thread.join(); _ = atexit.register(logging.error, 'three')"});
    CHECK(ended.out ==
          "1 t1 python err WARNING MainThread one\n1 t2 python err WARNING worker two\nfinalised at once\n");
    CHECK(ended.err == "ERROR MainThread three\n");
}

TEST_CASE("a warning is shown once for each line, and is raised if warnings are errors") {
    const Ended ended = captured(
        {"import warnings\ndef old(): warnings.warn('old', DeprecationWarning)\nfor i in range(3): old()", "old()",
         "warnings.simplefilter('error'); old()"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "1 t1 python err <cell 1>:2: DeprecationWarning: old\n"
                              "1 t1 python err   def old(): warnings.warn('old', DeprecationWarning)\n2 "));
    CHECK(contains(ended.out, "3 t1 host err DeprecationWarning: old\n"));
}

TEST_CASE("threads and timers write to the console, and the script thread is Python's main thread") {
    const Ended ended = captured(
        {"import threading\ndef work(n): print('thread', n)\nfor n in range(2):\n    thread = "
         "threading.Thread(target=work, args=[n])\n"
         "    thread.start(); thread.join()\ntimer = threading.Timer(0.05, print, ['timer']); timer.start(); "
         "timer.join()\n"
         "print(threading.current_thread() is threading.main_thread(), threading.active_count())"});
    CHECK(ended.out == "1 t1 python out thread 0\n1 t2 python out thread 1\n1 t3 python out timer\n1 t4 python out "
                       "True 1\nfinalised at once\n");
}

TEST_CASE("exit functions and their errors write to the terminal that started the program") {
    const Ended ended = captured(
        {"import atexit, os, sys\n_ = atexit.register(print, 'at exit')\n_ = atexit.register(lambda: 1 / 0)\n"
         "_ = atexit.register(os.system, 'echo from a child')\nprint('in the run')"});
    CHECK(ended.out == "from a child\nat exit\n1 t1 python out in the run\nfinalised at once\n");
    CHECK(contains(ended.err, "ZeroDivisionError: division by zero\n"));
}

TEST_CASE("exit functions are called even if a thread of the script lives on") {
    const Ended ended = captured({"import atexit, threading, time; threading.Thread(target=time.sleep, "
                                  "args=[100]).start()\n_ = atexit.register(print, 'at exit')"});
    CHECK(ended.out == "at exit\nleft at once\n");
}
