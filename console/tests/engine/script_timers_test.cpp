// gimbal_console.timers in any host: the timers of cells and scripts.
#include <doctest/doctest.h>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
struct WithTimers : WithEngine {
    WithTimers() { subject.submit_and_wait("import threading, time\nfrom gimbal_console import timers\nseen = []"); }
    ~WithTimers() { subject.submit_and_wait("for timer in timers.active(): timer.cancel()"); }

    // Evaluates the expression in cells until it is true.
    void wait_for_true(const std::string& expression) {
        subject.wait_until(expression.c_str(), [&] { return subject.output_of(expression) == "True\n"; });
    }
    std::string error_of(const std::string& source) {
        const Traceback error = subject.submit_and_wait(source).error;
        return error.type + ": " + error.message;
    }
};
}  // namespace

TEST_CASE_FIXTURE(WithTimers, "call_later() calls a function with its arguments, beside a script that spins") {
    const RunId run = subject.engine.submit_cell("timers.call_later(0.01, print, 'later', 'on')\n" + endless_loop);
    subject.wait_for_text("later on\n");
    CHECK(subject.engine.is_busy());
    subject.engine.stop();
    subject.wait_for_end(run);
}

TEST_CASE_FIXTURE(WithTimers, "call_soon() keeps the order and runs on the handlers thread") {
    subject.submit_and_wait(
        "for i in range(5): timers.call_soon(seen.append, i)\n\n"
        "timers.call_soon(lambda: seen.append(threading.get_ident() != threading.main_thread().ident))");
    wait_for_true("seen == [0, 1, 2, 3, 4, True]");
}

TEST_CASE_FIXTURE(WithTimers, "every() decorates a function, whose name becomes the timer") {
    subject.submit_and_wait("@timers.every(0.002)\ndef tick(): seen.append(tick.calls)\n");
    wait_for_true("len(seen) > 3 and tick.active and tick.interval == 0.002 and tick.name == 'tick'");
    CHECK(subject.output_of("timers.active() == [tick]") == "True\n");
    CHECK(subject.output_of("tick") == "<Timer 'tick' every 0.002 s: active>\n");
    CHECK(subject.output_of("0 <= tick.due - time.monotonic() + 0.1 <= 0.2") == "True\n");
    CHECK(subject.output_of("tick.cancel(), tick.cancel(), tick.cancelled, tick.due") == "(True, False, True, None)\n");
    CHECK(subject.output_of("timers.active()") == "[]\n");
}

TEST_CASE_FIXTURE(WithTimers, "a function that is decorated again in a cell replaces its timer") {
    subject.submit_and_wait("@timers.every(0.002)\ndef tick(): seen.append('old')\n");
    wait_for_true("'old' in seen");
    subject.submit_and_wait("@timers.every(0.002)\ndef tick(): seen.append('new')\n");
    wait_for_true("'new' in seen and len(timers.active()) == 1");
    subject.submit_and_wait("every = [timers.every(9, tick.function, i) for i in range(2)]");  // each its own
    CHECK(subject.output_of("len(timers.active())") == "3\n");
}

TEST_CASE_FIXTURE(WithTimers, "a script that runs again replaces the repeating timers of its earlier run") {
    const std::string script =
        "from gimbal_console import timers\ndef tick(): pass\nfor i in range(2): timers.every(9, tick)\n";
    for (int i = 0; i < 3; ++i) subject.wait_for_end(subject.engine.submit_source(script, "/tmp/again.py"));
    CHECK(subject.output_of("len(timers.active())") == "2\n");
}

TEST_CASE_FIXTURE(WithTimers, "a timer is cancelled at the end of a with block, and from any thread") {
    subject.submit_and_wait("with timers.every(0.001, seen.append, 1) as ticking: time.sleep(0.02)\n");
    CHECK(subject.output_of("ticking.cancelled and ticking.calls > 0") == "True\n");
    subject.submit_and_wait("def work():\n    seen.append(timers.call_later(9, print).cancel())\n\n"
                            "threading.Thread(target=work).start()");
    wait_for_true("True in seen");
}

TEST_CASE_FIXTURE(WithTimers, "a late repeating timer is called once and counts what it missed") {
    subject.submit_and_wait("timers.call_soon(time.sleep, 0.1)\nlate = timers.every(0.01, seen.append, 1)");
    wait_for_true("late.calls > 0");
    CHECK(subject.output_of("late.missed > 5 and late.calls < 40") == "True\n");
}

TEST_CASE_FIXTURE(WithTimers,
                  "an error is shown under the timer's name without the console's frames, and the fifth ends it") {
    subject.submit_and_wait("def save(): 1 / 0\nsaving = timers.every(0.001, save, name='autosave')");
    subject.wait_for_text("the timer autosave failed 5 times in a row and was stopped");
    CHECK(subject.text().find("in timer autosave:\nTraceback (most recent call last):\n  File \"<cell ") !=
          std::string::npos);
    CHECK(subject.text().find("gimbal_console") == std::string::npos);
    CHECK(subject.output_of("saving.calls, saving.active, saving.cancelled") == "(5, False, False)\n");
}

TEST_CASE_FIXTURE(WithTimers, "exit() in a timer ends that call only, and the sentence says so") {
    subject.submit_and_wait("import sys\ntimers.call_soon(sys.exit, 3)");
    subject.wait_for_text("exit() in timer exit ended only this call");
}

TEST_CASE_FIXTURE(WithTimers, "a coroutine or generator is an error and never silence") {
    CHECK(error_of("async def waits(): pass\ntimers.call_soon(waits)")
              .starts_with("TypeError: waits() must be a plain function, without `async` and `yield`"));
    CHECK(error_of("def yields(): yield\ntimers.every(1, yields)").starts_with("TypeError: yields() must be a plain"));
    subject.submit_and_wait("timers.call_soon(lambda: waits())");
    subject.wait_for_text("the callback returned a coroutine, which nobody runs");
}

TEST_CASE_FIXTURE(WithTimers, "a wrong argument is refused with its value") {
    const std::string range = "delay must be from 0 to 3153600000 seconds, not ";
    CHECK(error_of("timers.call_later(-1, print)") == "ValueError: " + range + "-1");
    CHECK(error_of("timers.call_later(float('nan'), print)") == "ValueError: " + range + "nan");
    CHECK(error_of("timers.call_later(1e300, print)") == "ValueError: " + range + "1e+300");
    CHECK(error_of("timers.call_later(10**400, print)").starts_with("ValueError: " + range + "1000"));
    CHECK(error_of("timers.every(0, print)") == "ValueError: interval must be from 0.001 to 3153600000 seconds, not 0");
    CHECK(error_of("timers.call_later('1', print)") == "TypeError: delay must be a number of seconds, not '1'");
    CHECK(error_of("timers.call_later(True, print)") == "TypeError: delay must be a number of seconds, not True");
    CHECK(error_of("timers.call_soon(7)") == "TypeError: a timer calls a function, not 7");
    CHECK(error_of("timers.call_soon(print, name='a\\nb')").starts_with("ValueError: name must be one line of text"));
    CHECK(error_of("timers.Timer()") == "TypeError: a Timer is made by call_soon(), call_later() and every()");
    CHECK(subject.output_of("timers.active()") == "[]\n");
}

TEST_CASE_FIXTURE(WithTimers, "a timer keeps its function alive until its end, and no longer") {
    subject.submit_and_wait("import weakref\nclass Work:\n    def __call__(self): pass\n\nwork = Work()\ngone = []\n"
                            "weakref.finalize(work, gone.append, True)\nsoon = timers.call_soon(work)\ndel work, soon");
    wait_for_true("gone == [True]");
    subject.submit_and_wait("work = Work()\nweakref.finalize(work, gone.append, 2)\n"
                            "later = timers.call_later(9, work)\ndel work\nlater.cancel()\ndel later");
    wait_for_true("gone == [True, 2]");
}

TEST_CASE_FIXTURE(WithTimers, "closing a console cancels the timers of its functions, and those of others go on") {
    const auto cell = [&](const char* source) {
        subject.wait_for_end(subject.engine.submit_cell(source, {.console = 5}));
    };
    cell("from gimbal_console import timers\nimport functools\ndef tick(): pass\n"
         "timers.every(9, tick), timers.call_later(9, functools.partial(tick))");
    subject.submit_and_wait("mine = timers.call_later(9, lambda: None)");
    CHECK(subject.output_of("len(timers.active())") == "3\n");
    subject.engine.close_console(5);
    wait_for_true("timers.active() == [mine]");
}

TEST_CASE_FIXTURE(WithTimers, "a forked child has no timers and says so") {
    const std::string code =
        "import os, sys, warnings\nwarnings.simplefilter('ignore')\nbefore = timers.call_later(9, print)\n"
        "child = os.fork()\nif child == 0:\n    try: timers.call_soon(print)\n"
        "    except RuntimeError as error: text = str(error)\n"
        "    os._exit(7 if 'forked child' in text and not before.cancel() and timers.active() == [] else 1)\n\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), before.active)";
    CHECK(subject.output_of(code) == "7 True\n");
}
