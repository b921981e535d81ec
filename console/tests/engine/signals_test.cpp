// Signals of a script, during its run and after it: they behave as in a terminal, and none ends the console.
#include <doctest/doctest.h>

#include "tests/engine/typed_cells.h"
#include "tests/support/endless_loop.h"

using namespace gimbal::console::test;

namespace {
// Captures descriptors 1 and 2, as the window does.
std::string captured(std::vector<std::string> codes) {
    codes.insert(codes.begin(), "capture");
    return run_process(subject(std::move(codes))).out;
}
const std::string soon = "; _ = signal.setitimer(signal.ITIMER_REAL, 0.3)";  // after the run has ended
}  // namespace

TEST_CASE("alarms, timers and handlers interrupt the line of the script") {
    for (const auto& [code, told] : std::vector<std::pair<std::string, std::string>>{
             {"def handler(number, frame): print('handler', number, frame.f_code.co_name)\n"
              "_ = signal.signal(signal.SIGALRM, handler); _ = signal.alarm(1); time.sleep(1.5); print('slept on')",
              "1 t1 python out handler 14 <module>\n1 t1 python out slept on\n"},
             {"_ = signal.signal(signal.SIGALRM, lambda *a: print('tick')); _ = signal.setitimer(signal.ITIMER_REAL, "
              "0.05, 0.05)\n"
              "for i in range(2): signal.pause()\n_ = signal.setitimer(signal.ITIMER_REAL, 0)",
              "1 t1 python out tick\n1 t1 python out tick\n"},
             {"_ = signal.signal(signal.SIGALRM, lambda *a: 1 / 0); _ = signal.setitimer(signal.ITIMER_REAL, 0.05)\n"
              "try: time.sleep(60)\nexcept ZeroDivisionError: print('raised')",
              "1 t1 python out raised\n"},
             {"_ = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM]); _ = "
              "signal.setitimer(signal.ITIMER_REAL, 0.05)\n"
              "print(signal.sigwait([signal.SIGALRM]))",
              "1 t1 python out 14\n"},
             {"import socket; a, b = socket.socketpair(); b.setblocking(False); "
              "print(signal.set_wakeup_fd(b.fileno()))\n"
              "_ = signal.signal(signal.SIGUSR1, lambda *a: None); signal.raise_signal(signal.SIGUSR1); "
              "print(a.recv(5), signal.set_wakeup_fd(-1) == b.fileno())",
              "1 t1 python out -1\n1 t1 python out b'\\n' True\n"},
         }) {
        CAPTURE(code);
        CHECK(captured({"import signal, time\n" + code}) == told + "finalised at once\n");
    }
}

TEST_CASE("a blocked signal stays blocked from cell to cell") {
    const Ended ended = type_cells({"import signal; _ = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])",
                                    "print(signal.SIGUSR1 in signal.pthread_sigmask(signal.SIG_BLOCK, []))"});
    CHECK(contains(ended.out, "True\n"));
}

TEST_CASE("a signal handler is called at the idle prompt, and its error is shown") {
    const Ended ended = type_cells(
        {"import signal; _ = signal.signal(signal.SIGALRM, lambda *a: print('ticked'))" + soon, "$wait ticked",
         "_ = signal.signal(signal.SIGALRM, lambda *a: 1 / 0)" + soon, "$wait ZeroDivisionError", "print('sane')"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "line 1, in <lambda>"));
    CHECK(contains(ended.out, "sane\n[done]\n"));
}

TEST_CASE("exit() in a signal handler at the idle prompt ends nothing and prints how to quit") {
    const Ended ended = type_cells({"import signal; _ = signal.signal(signal.SIGALRM, lambda *a: exit(3))" + soon,
                                    "$wait Ctrl-Q", "print('sane')"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "sane\n[done]\n"));
    CHECK(contains(ended.out, "finalised"));
}

TEST_CASE("stop ends an endless signal handler at the idle prompt, and queued cells run") {
    const std::string handler = "def handler(*a):\n    print('spins')\n    " + endless_loop + "\n";
    const Ended ended = type_cells({"import signal\n" + handler + "_ = signal.signal(signal.SIGALRM, handler)" + soon,
                                    "$wait spins", "$stop", "$wait KeyboardInterrupt", "print('sane')"});
    CAPTURE(ended.out);
    CHECK(contains(ended.out, "sane\n[done]\n"));
}

TEST_CASE("a late report of faulthandler is shown in the console") {
    const std::string out = captured({"import faulthandler, time; faulthandler.dump_traceback_later(0.1); "
                                      "time.sleep(0.5)\nfaulthandler.cancel_dump_traceback_later()"});
    CAPTURE(out);
    CHECK(contains(out, "native err Timeout (0:00:00.100000)!\n"));
    CHECK(contains(out, "native err   File \"<cell 1>\", line 1 in <module>\n"));
}

TEST_CASE("stop interrupts a script that has given SIGINT its default action, in Python or in C") {
    for (const char* set : {"signal.signal(signal.SIGINT, signal.SIG_DFL)", "signal.signal(2, 0)",
                            "__import__('ctypes').CDLL(None).signal(signal.SIGINT, None)"}) {
        const Ended ended = type_cells(
            {"import signal, time; _ = " + std::string(set) + "\nprint('waits')\ntime.sleep(600)", "$wait waits",
             "$stop", "print('sane')"});
        CAPTURE(ended.out);
        CHECK(contains(ended.out, "KeyboardInterrupt\n[interrupted]\nsane\n[done]\n"));
    }
}
