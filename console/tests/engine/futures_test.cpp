// A Future used in unusual ways, deadlines at their limits, and names that are wrong.
#include "tests/engine/results_fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(WithResults, "an empty Future is ready and refused") {
    Future<int> future;
    CHECK_FALSE(future);
    CHECK(future.ready());
    CHECK(future.run() == 0);
    future.cancel();
    CHECK(future.get(1s).error().why == NoResult::refused);
    NoResult why{};
    future.then(On::ui, [&](Result<int> result) { why = result.error().why; });
    CHECK(why == NoResult::refused);
    future = subject.engine.eval<int>("1");
    Future<int> moved = std::move(future);
    CHECK(future.get(1s).error().message == "the Future is empty");  // NOLINT: a moved one is empty
    CHECK(result(std::move(moved)).value() == 1);
}

TEST_CASE_FIXTURE(WithResults, "the first then() has the result; a later one, and get(), are refused") {
    subject.submit_and_wait("import threading\ngo = threading.Event()\ndef wait(): go.wait(); return 7");
    auto future = subject.engine.eval<int>("wait()", on_handlers);
    std::atomic<int> first{0};
    std::atomic<NoResult> second{NoResult::raised};
    future.then(On::ui, [&](Result<int> result) { first = result.value_or(-1); });
    future.then(On::any, [&](Result<int> result) { second = result ? NoResult::raised : result.error().why; });
    subject.submit_and_wait("go.set()");
    subject.wait_until("both functions", [&] { return first != 0 && second != NoResult::raised; });
    CHECK(first == 7);
    CHECK(second == NoResult::refused);
    CHECK(future.get(0ms).error().message == "the result was taken before");
    NoResult third{};
    future.then(On::any, [&](Result<int> result) { third = result.error().why; });
    CHECK(third == NoResult::refused);
}

TEST_CASE_FIXTURE(WithResults, "then() may cancel, call again and destroy its own Future") {
    std::atomic<int> got{0};
    auto future = std::make_unique<Future<int>>(subject.engine.eval<int>("20", on_handlers));
    future->then(On::ui, [&](Result<int> result) {
        future->cancel();
        future.reset();
        auto next = subject.engine.eval<int>("22", on_handlers);
        next.then(On::any, [&got, first = result.value()](Result<int> second) { got = first + second.value_or(0); });
    });
    subject.wait_until("both results", [&] { return got != 0; });
    CHECK(got == 42);
}

TEST_CASE_FIXTURE(WithResults, "a deadline that has passed runs nothing, and one of centuries is none") {
    subject.submit_and_wait("ran = []");
    for (const Where where : {Where::run, Where::handlers}) {
        CAPTURE(static_cast<int>(where));
        auto late = subject.engine.eval<void>("ran.append(1)", {.where = where, .deadline = -5ms});
        CHECK(late.ready());
        CHECK(late.get(0ms).error().message ==
              "ran.append(1) did not run, because its deadline of -5 ms had passed before");
        const EvalOptions patient{.where = where, .deadline = std::chrono::milliseconds::max()};
        CHECK(eval<int>("__import__('time').sleep(0.05) or 3", patient).value() == 3);
    }
    CHECK(value<std::vector<int>>("ran").empty());
    CHECK(elsewhere([&] { return subject.engine.eval<int>("4").get(std::chrono::milliseconds::max()).value(); }) == 4);
}

TEST_CASE_FIXTURE(WithResults, "a deadline ends code of the handlers thread that waits for another result") {
    static Engine& engine = subject.engine;
    static NoResult inner{};
    static PyMethodDef method{"wait_for_run",
                              [](PyObject*, PyObject*) -> PyObject* {
                                  inner = engine.eval<int>("go.wait()").get(100s).error().why;
                                  PyErr_SetNone(PyExc_KeyboardInterrupt);
                                  return nullptr;
                              },
                              METH_NOARGS, nullptr};
    subject.submit_and_wait("import threading\ngo = threading.Event()");
    Callable waits;
    REQUIRE(elsewhere([&] {
        return with_gil([&] { waits = Callable::of(PyRef::steal(PyCFunction_New(&method, nullptr)).get()); });
    }));
    auto future = engine.call<int>({.where = Where::handlers, .deadline = 50ms}, waits);
    const PythonError error = result(std::move(future)).error();
    CHECK(error.why == NoResult::timed_out);
    CHECK(error.type == "KeyboardInterrupt");  // it has obeyed
    CHECK(inner == NoResult::interrupted);
    engine.stop();
    subject.wait_until("an idle engine", [&] { return !engine.is_busy(); });
}

TEST_CASE_FIXTURE(WithResults, "a function of then() that throws is shown, also if the engine drops it") {
    auto future = subject.engine.eval<int>("1", on_handlers);
    future.then(On::handlers, [](Result<int>) { throw 5; });
    subject.wait_for_text("a C++ exception of an unknown type");
}

TEST_CASE_FIXTURE(WithResults, "a name with a null character, or an incomplete one, is an error and no other name") {
    const auto call = [&](const std::string& module, const std::string& function) {
        const auto got = result(subject.engine.call<Value>(on_handlers, module, function));
        return got ? "no error" : got.error().type + ": " + got.error().message;
    };
    CHECK(call(std::string("os\0x", 4), "getcwd") == "ValueError: 'os\\x00x' is not the whole name of a module");
    CHECK(call("os", std::string("getcwd\0x", 8)).starts_with("AttributeError"));
    CHECK(call("", "getcwd") == "ValueError: '' is not the whole name of a module");
    CHECK(call(".os", "getcwd") == "ValueError: '.os' is not the whole name of a module");
    CHECK(call("os", "").starts_with("AttributeError"));
    CHECK(call("os", "getcwd.").starts_with("AttributeError"));
    CHECK(call("\xff", "getcwd").starts_with("UnicodeDecodeError"));
    CHECK(call("math", "pi") == "TypeError: 'float' object is not callable");
    CHECK(message<double>("'\xff'").starts_with("SyntaxError"));
    subject.submit_and_wait("import sys\nclass Odd:\n    __dict__ = 5\nsys.modules['odd'] = Odd()");
    CHECK(eval<int>("1", {.where = Where::handlers, .module = "odd"}).error().message ==
          "sys.modules['odd'] is no module: its __dict__ is no dict");
    CHECK(eval<double>("pi", {.where = Where::handlers, .module = std::string("math\0x", 6)}).error().type ==
          "ValueError");
}

TEST_CASE_FIXTURE(WithResults, "a traceback shows each expression's own source, also that of one that failed before") {
    const auto divide = value<Callable>("lambda n: 1 / n");
    CHECK(!eval<int>("no_such_name_here"));
    const PythonError error = result(subject.engine.call<double>(on_handlers, divide, 0)).error();
    CHECK(error.text.find("no_such_name_here") == std::string::npos);
    CHECK(error.frames.back().file.starts_with("<expression "));
    const PythonError own = eval<int>("undefined_2 + 1").error();
    CHECK(own.text.find("    undefined_2 + 1\n") != std::string::npos);
}

#ifndef __SANITIZE_THREAD__  // see fork_test.cpp
TEST_CASE_FIXTURE(WithResults, "a forked child may destroy handles, and its Futures are closed") {
    const Value held = value<Value>("[1]");
    auto future = subject.engine.eval<int>("1");
    const pid_t child = fork();
    if (child == 0) {
        { Value last = std::move(const_cast<Value&>(held)); }
        _exit(future.ready() && future.get(1s).error().why == NoResult::closed ? 3 : 4);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WEXITSTATUS(status) == 3);
    CHECK(result(std::move(future)).value() == 1);
}
#endif

TEST_CASE_FIXTURE(WithResults, "ten thousand runs that wait end, and so do those that are cancelled or stopped") {
    std::vector<Future<int>> futures;
    for (int i = 0; i < 10'000; ++i) futures.push_back(subject.engine.eval<int>(std::to_string(i)));
    subject.wait_until("the last one", [&] { return futures.back().ready(); });
    int right = 0;
    for (int i = 0; i < 10'000; ++i) right += futures[i].get(0ms).value_or(-1) == i;
    CHECK(right == 10'000);
    subject.forget();
    const RunId run = subject.engine.submit_cell(endless_loop);
    subject.wait_until_running(run);
    futures.clear();
    for (int i = 0; i < 2'000; ++i) futures.push_back(subject.engine.eval<int>("1"));
    for (int i = 0; i < 1'000; ++i) futures[i].cancel();
    subject.engine.stop();
    subject.wait_for_end(run);
    for (auto& future : futures) CHECK(result(std::move(future)).error().why == NoResult::cancelled);
}
