// Stop: it reaches any run, reports how far it has got, and interrupts nothing else.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "gimbal/console/python/gil.h"
#include "base/platform/child_processes.h"
#include "tests/engine/engine_fixture.h"
#include "tests/engine/process.h"
#include "tests/engine/shell_interrupt.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
// The state of the script thread in /proc: R runs, S sleeps.
char script_thread_state() {
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string name, stat;
        std::getline(std::ifstream(task.path() / "comm"), name);
        std::getline(std::ifstream(task.path() / "stat"), stat);
        if (name == "script") return stat[stat.rfind(')') + 2];
    }
    return '?';
}

// True if a shell among the descendants of this process has a child that runs the program.
bool runs_below(const std::string& program) {
    return std::ranges::any_of(children_of_program(), [&](pid_t shell) {
        const std::string folder = "/proc/" + std::to_string(shell) + "/task/" + std::to_string(shell);
        std::ifstream children(folder + "/children");
        for (std::string child, name; children >> child;)
            if (std::getline(std::ifstream("/proc/" + child + "/comm"), name) && name == program) return true;
        return false;
    });
}

// Submits the code and waits until it blocks: the thread must be found asleep several times in a row.
RunId start(EngineUnderTest& subject, const std::string& code, bool waits) {
    const RunId run = subject.engine.submit_cell("print('ready')\n" + code);
    subject.wait_for_text("ready");
    int in_place = 0;
    subject.wait_until("the script to be where it is stopped", [&] {
        in_place = script_thread_state() == (waits ? 'S' : 'R') ? in_place + 1 : 0;
        return in_place == 4;  // 5 ms apart, which is longer than a wait for the GIL
    });
    return run;
}

RunEnded stopped(EngineUnderTest& subject, const std::string& code, bool waits) {
    const RunId run = start(subject, code, waits);
    subject.engine.stop();
    const RunEnded ended = subject.wait_for_end(run);
    subject.forget();
    return ended;
}

struct Ladder : WithEngine {
    RunId start(const std::string& code) { return ::start(subject, code, true); }
    RunStopping rung_of(RunId run, StopRung rung) {
        return subject.wait_for<RunStopping>(
            [=](const RunStopping& told) { return told.run == run && told.rung == rung; });
    }
};

}  // namespace

TEST_CASE_FIXTURE(WithEngine, "stop ends loops, sleeps, sockets, locks and waits") {
    subject.submit_and_wait("import time, socket, threading, queue, select, subprocess, sys");
    for (const std::string& code : {
             endless_loop,
             std::string("[x for x in iter(int, 1)]"),
             "class Slow:\n    def __repr__(self):\n        " + endless_loop + "\nSlow()",
             std::string("import re; re.match(r'(a+)+b', 'a' * 60)"),
             std::string("x = 3 ** (10 ** 9)"),
         }) {
        if (signals_wait_for_a_call && (code.starts_with("import re") || code.starts_with("x ="))) continue;
        CAPTURE(code);
        CHECK(stopped(subject, code, false).state == RunState::interrupted);
    }
    for (const char* code : {
             "time.sleep(100)",
             "server = socket.create_server(('127.0.0.1', 0)); server.accept()",
             "lock = threading.Lock(); lock.acquire(); lock.acquire()",
             "threading.Event().wait()",
             "gone = threading.Event(); other = threading.Thread(target=gone.wait); other.start()\ntry: "
             "other.join()\nfinally: gone.set()",
             "import asyncio; asyncio.run(asyncio.sleep(100))",
             "queue.Queue().get()",
             "select.select([], [], [])",
             "subprocess.run([sys.executable, '-c', 'import time; time.sleep(100)'])",
             "input()",
         }) {
        CAPTURE(std::string(code));
        CHECK(stopped(subject, code, true).state == RunState::interrupted);
    }
    CHECK(subject.output_of("1 + 1") == "2\n");
}

TEST_CASE_FIXTURE(WithEngine, "stop reaches a process that the run waits for, as Ctrl-C in a terminal does, but not "
                              "one of an earlier run") {
    subject.submit_and_wait("import subprocess\nearlier = subprocess.Popen(['sleep', '1000'])");
    const RunId run = start(subject, "child = subprocess.Popen(['sleep', '1000']); print('begun'); child.wait()", true);
    subject.wait_for_text("begun");  // Popen waits for the start of the child
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    subject.forget();
    // It has ended early. Popen returns 0 if the interrupt came between the return of waitpid and the assignment of its
    // result, as it may in python3.
    CHECK(subject.output_of("child.wait() in (-2, 0)") == "True\n");
    CHECK(subject.output_of("earlier.poll()") == "");
    subject.submit_and_wait("earlier.kill(); earlier.wait()");
}

TEST_CASE_FIXTURE(WithEngine, "stop ends a shell that the run waits for, with its children, also in a loop, in a "
                              "pipeline and from a thread") {
    subject.submit_and_wait("import os, subprocess, threading, time");
    for (const char* code : {
             "os.system('sleep 1000; true')",
             "while True: os.system('sleep 1000; true')",
             "subprocess.call('sleep 1000; true', shell=True)",
             "os.popen('sleep 1000 | cat; true').read()",
             "thread = threading.Thread(target=os.system, args=['sleep 1000; true']); thread.start()\ntry: "
             "time.sleep(1000)\nfinally: thread.join()",
         }) {
        CAPTURE(std::string(code));
        const RunId run = start(subject, code, true);
        // A shell that is interrupted just before it starts `sleep` waits for the end of `sleep`.
        subject.wait_until("sleep to run", [] { return runs_below("sleep"); });
        subject.engine.stop();
        CHECK(subject.wait_for_end(run).state == RunState::interrupted);
        subject.forget();
    }
}

TEST_CASE_FIXTURE(WithEngine, "stop wakes a run whose thread waits for a shell that ignores the interrupt") {
    const RunId run = start(subject,
                            "import os, threading, time\nthread = threading.Thread(target=os.system, "
                            "args=[\"trap '' INT; sleep 1000; true\"]); thread.start(); time.sleep(1000)",
                            true);
    subject.wait_until("the process to ignore SIGINT", [] {  // which it does while a thread is in system()
        struct sigaction present {};
        sigaction(SIGINT, nullptr, &present);
        return present.sa_handler == SIG_IGN;
    });
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    signal_children(SIGTERM, {});
    CHECK(subject.submit_and_wait("thread.join()").state == RunState::done);
}

TEST_CASE_FIXTURE(WithEngine, "Stop does not reach a process in a separate session") {
    const RunId run = start(subject,
                            "import subprocess, time; child = subprocess.Popen(['sleep', '1000'], "
                            "start_new_session=True); print('begun'); time.sleep(1000)",
                            true);
    subject.wait_for_text("begun");  // an interrupt inside Popen would leave it without a child
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    CHECK(subject.output_of("child.poll()") == "");
    subject.submit_and_wait("child.kill(); child.wait()");
}

TEST_CASE_FIXTURE(Ladder, "the third press ends a child that swallows the interrupt") {
    const RunId run = start("import os; os.system(\"trap '' INT; sleep 1000; true\")");
    subject.engine.stop();
    rung_of(run, StopRung::asked);
    subject.engine.stop();
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
}

TEST_CASE_FIXTURE(WithEngine, "stop cancels asyncio.run, which cleans up") {
    const RunId run = subject.engine.submit_cell("import asyncio\nasync def main():\n    try:\n"
                                                 "        print('ready'); await asyncio.sleep(100)\n"
                                                 "    finally: print('cleaned')\nasyncio.run(main())");
    subject.wait_for_text("ready");
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    CHECK(subject.output_of(run, Stream::out) == "ready\ncleaned\n");
}

TEST_CASE_FIXTURE(WithEngine, "a script that swallows one interrupt gets another") {
    const RunId run = subject.engine.submit_cell(
        "import time\nfor i in range(3):\n    try: print('ready'); time.sleep(100)\n"
        "    except KeyboardInterrupt: print('no')\ntime.sleep(100)");
    subject.wait_for_text("ready");
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    const std::string text = subject.output_of(run, Stream::out);
    CHECK(std::ranges::count(text, 'n') == 3);  // "no" three times; an interrupt may also come within print()
}

TEST_CASE_FIXTURE(WithEngine, "stop while idle does nothing, not even to the next run") {
    for (int i = 0; i < 100; ++i) subject.engine.stop();
    CHECK(subject.submit_and_wait("for i in range(10000): pass").state == RunState::done);
}

TEST_CASE_FIXTURE(WithEngine, "a SIGINT from the shell at an idle prompt does not interrupt the next run") {
    interrupt_idle_engine(subject);
    CHECK(subject.submit_and_wait("for i in range(10000): pass").state == RunState::done);
}

TEST_CASE_FIXTURE(WithEngine, "a SIGINT handler left by a script does not affect stop in the next run") {
    subject.submit_and_wait("import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)");
    CHECK(stopped(subject, endless_loop, false).state == RunState::interrupted);
    subject.submit_and_wait("signal.signal(signal.SIGINT, lambda *a: None)");
    CHECK(stopped(subject, endless_loop, false).state == RunState::interrupted);
}

TEST_CASE_FIXTURE(Ladder, "a C call that cannot be interrupted is reported with its line") {
    // The call itself writes the text, so no interrupt can come before it. It ends some seconds after rung 4.
    const RunId run = subject.engine.submit_cell(
        "import itertools, sys\n"
        "sum(itertools.chain(map(sys.stdout.write, ['ready']), range(300_000_000)))");
    subject.wait_for_text("ready");
    subject.engine.stop();
    CHECK(subject.wait_for<RunStopping>().rung == StopRung::asked);
    const auto told = rung_of(run, StopRung::in_c_code);
    if (!signals_wait_for_a_call) CHECK(told.where.starts_with("sum(itertools.chain("));
    if (!signals_wait_for_a_call) CHECK(told.where.ends_with(">, line 2)"));
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
}

TEST_CASE_FIXTURE(Ladder,
                  "code that cleans up is not interrupted again: its finally, except and __exit__ run to their end") {
    for (const char* cleanup : {
             "try: time.sleep(100)\nfinally: clean()",
             "try: time.sleep(100)\nexcept KeyboardInterrupt:\n    clean(); raise",
             "class Scope:\n    def __enter__(self): pass\n    def __exit__(self, *what): clean()\nwith Scope(): "
             "time.sleep(100)",
             "def items():\n    try: yield 1\n    finally: clean()\nfor item in items(): time.sleep(100)",
             "try:\n    try: time.sleep(100)\n    finally: 1 / 0\nexcept ZeroDivisionError:\n    clean(); raise "
             "KeyboardInterrupt from None",
         }) {
        CAPTURE(std::string(cleanup));
        const RunId run = start(std::string("import time\ndef clean():\n    time.sleep(0.5); print('cleaned')\n") +
                                cleanup);
        subject.engine.stop();
        CHECK(subject.wait_for_end(run).state == RunState::interrupted);
        CHECK(subject.output_of(run, Stream::out) == "ready\ncleaned\n");
        CHECK(rung_of(run, StopRung::cleaning_up).where.find("time.sleep(0.5)") != std::string::npos);
        subject.forget();
    }
}

TEST_CASE_FIXTURE(Ladder, "stop pressed again interrupts a long cleanup") {
    const RunId run = start("import time\ntry: print('begun'); time.sleep(100)\nfinally: time.sleep(1000)");
    subject.wait_for_text("begun");  // an earlier stop would come before there is anything to clean up
    subject.engine.stop();
    rung_of(run, StopRung::cleaning_up);
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
}

TEST_CASE_FIXTURE(Ladder,
                  "a script that swallows every interrupt is reported, and pressing stop again ends it by force") {
    for (const char* swallower : {
             "while True:\n    try: time.sleep(100)\n    except BaseException: pass",
             "while True:\n    try: time.sleep(100)\n    except KeyboardInterrupt:\n        pass\n    finally:\n       "
             " continue",
             "def work():\n    while True:\n        try: work_on()\n        except BaseException: continue\n"
             "def work_on():\n    try: time.sleep(100)\n    except BaseException: pass\nwork()",
         }) {
        CAPTURE(std::string(swallower));
        const RunId run = start(std::string("import time\n") + swallower);
        subject.engine.stop();
        rung_of(run, StopRung::goes_on);
        subject.engine.stop();
        CHECK(subject.wait_for_end(run).state == RunState::interrupted);
        CHECK(subject.submit_and_wait("for i in range(1000):\n    pass").state ==
              RunState::done);  // the trace function is gone
        subject.forget();
    }
}

TEST_CASE_FIXTURE(Ladder,
                  "a SIGINT handler of the script is called and not disturbed, and the third press overrides it") {
    for (const char* handler : {"lambda *_: print('called')", "signal.SIG_IGN"}) {
        CAPTURE(std::string(handler));
        const RunId run = start("import signal, time\nsignal.signal(signal.SIGINT, " + std::string(handler) +
                                ")\nwhile True:\n    time.sleep(0.01)");
        subject.engine.stop();
        rung_of(run, StopRung::own_handler);
        const std::string text = subject.output_of(run, Stream::out);
        CHECK(text.find("called") == text.rfind("called"));  // once, or never if it is ignored
        subject.engine.stop();
        subject.engine.stop();
        CHECK(subject.wait_for_end(run).state == RunState::interrupted);
        subject.forget();
    }
}

TEST_CASE_FIXTURE(Ladder, "a loop without a call ends although its own cell ignores or blocks SIGINT") {
    for (const char* deaf : {"signal.signal(signal.SIGINT, signal.SIG_IGN)",
                             "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])"}) {
        CAPTURE(std::string(deaf));
        const RunId run = ::start(subject, "import signal\n" + std::string(deaf) + "\n" + endless_loop, false);
        for (int press = 0; press < 3; ++press) subject.engine.stop();
        CHECK(subject.wait_for_end(run).state == RunState::interrupted);
        subject.forget();
    }
    CHECK(stopped(subject, endless_loop, false).state == RunState::interrupted);
}

TEST_CASE_FIXTURE(Ladder, "an exception with an endless __str__ is stopped and shown") {
    const RunId run = ::start(subject,
                              "class Endless(Exception):\n    def __str__(self):\n        print('asked')\n        " +
                                  endless_loop + "\nraise Endless",
                              false);
    subject.wait_for_text("asked");
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::failed);
    CHECK(subject.output_of(run, Stream::err).find("Endless") != std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "stop calls the listener of native work") {
    std::mutex mutex;
    std::condition_variable changed;
    bool cancelled = false;
    std::atomic<bool> waiting{false};
    // As in a bound function: the GIL is released, and no signal wakes the wait.
    std::atomic<int> calls{0};
    subject.engine.post_to_handlers("make the callable", [&] {
        static PyMethodDef method = {"native_wait",
                                     [](PyObject* capsule, PyObject*) -> PyObject* {
                                         auto* body = static_cast<std::function<void()>*>(
                                             PyCapsule_GetPointer(capsule, nullptr));
                                         without_gil([&] { (*body)(); });
                                         Py_RETURN_NONE;
                                     },
                                     METH_NOARGS, nullptr};
        static std::function<void()> body;
        body = [&] {
            Engine::StopListener listener(subject.engine, [&] {
                std::lock_guard lock(mutex);
                ++calls;
                cancelled = true;
                changed.notify_all();
            });
            std::unique_lock lock(mutex);
            waiting = true;
            changed.wait(lock, [&] { return cancelled; });
        };
        PyRef capsule = PyRef::steal(PyCapsule_New(&body, nullptr, nullptr));
        PyRef function = PyRef::steal(PyCFunction_New(&method, capsule.get()));
        subject.engine.submit_call(Callable::of(function.get()), "native");
    });
    subject.wait_until("the native wait", [&] { return waiting.load(); });
    subject.engine.stop();
    const auto ended = subject.wait_for<RunEnded>();
    CHECK(calls.load() == 1);
    CHECK(ended.state != RunState::failed);
    CHECK(subject.submit_and_wait("pass").state == RunState::done);
}

// Separate processes, because the cases need hooks and an interpreter without an engine.
TEST_CASE("a storm of interrupts reaches only user code of the intended run") {
    const Ended ended = run_process(subject({"gate-storm"}));
    CHECK(ended.out == "right runs some, wrong runs 0, host code 0\n");
    CHECK(ended.code == 0);
}

TEST_CASE("under a storm of stops every run ends, and no hook of the host is interrupted") {
    const Ended ended = run_process(subject({"storm"}));
    CHECK(ended.out == "interrupted some, failed 0, host code 0\n");
    CHECK(ended.code == 0);
}

TEST_CASE("a Stop that has ended the script's code says nothing about the host's code that follows") {
    const Ended ended = run_process(subject({"stop-before-a-hook"}));
    CHECK(ended.out == "done, nothing said\n");
    CHECK(ended.code == 0);
}
