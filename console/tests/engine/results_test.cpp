// Engine::eval() and call(): where the code runs, errors as values, deadlines, Stop, and what a Future promises.
#include "tests/engine/results_fixture.h"

#include <unistd.h>

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

namespace {
const std::string spinning = "def spin(name='spins'):\n    print(name)\n    " + endless_loop;
const std::string stubborn =
    "def stubborn():\n    print('stubborn')\n    while True:\n        try:\n            while True: pass\n"
    "        except BaseException: pass";
constexpr EvalOptions here{.where = Where::here};
struct Thrown {};
}  // namespace

template <>
struct gimbal::console::Converter<Thrown> {
    static std::optional<Thrown> from(PyObject*, const Place&) { throw std::invalid_argument("no Thrown"); }
};

// --- Where it runs

TEST_CASE_FIXTURE(WithResults, "an expression is evaluated in the console's namespace, after the runs before it") {
    subject.engine.submit_cell("width = 21");
    auto area = subject.engine.eval<double>("width * 2");
    CHECK(result(std::move(area)).value() == 42);
}

TEST_CASE_FIXTURE(WithResults, "a result of a run is there when its run has ended and its hooks have been called") {
    auto future = subject.engine.eval<int>("1 + 1", {.title = "adding"});
    const RunId run = future.run();
    CHECK(result(std::move(future)).value() == 2);
    subject.drain();
    const RunStatus* status = subject.engine.runs().find(run);
    REQUIRE(status);
    CHECK(status->state == RunState::done);
    CHECK(status->title == "adding");
    CHECK(status->kind == RunKind::command);
}

TEST_CASE_FIXTURE(WithResults, "the handlers thread evaluates beside a run") {
    subject.submit_and_wait("counted = 0");
    const RunId run = subject.engine.submit_cell("while True: counted += 1");
    subject.wait_until_running(run);
    CHECK(value<std::int64_t>("counted") >= 0);
    CHECK(subject.engine.is_busy());
    subject.engine.stop();
    subject.wait_for_end(run);
}

TEST_CASE_FIXTURE(WithResults, "the calling thread evaluates, and has its result at once") {
    CHECK(elsewhere([&] {
        auto future = subject.engine.eval<int>("__import__('threading').get_native_id()", here);
        return future.ready() && future.get(0ms).value() == gettid();
    }));
}

TEST_CASE_FIXTURE(WithResults, "Python on the UI thread is refused with a sentence, and so is waiting there") {
    auto refused = subject.engine.eval<int>("1", here);
    REQUIRE(refused.ready());
    const PythonError error = refused.get(0ms).error();
    CHECK(error.why == NoResult::refused);
    CHECK(error.message.find("UI thread") != std::string::npos);
    auto future = subject.engine.eval<int>("__import__('time').sleep(0.05) or 1", on_handlers);
    const auto waited = future.get(10s);
    REQUIRE(!waited);
    CHECK(waited.error().why == NoResult::refused);
    CHECK(waited.error().message.find("then(On::ui") != std::string::npos);
    CHECK(result(std::move(future)).value() == 1);  // it was not taken
}

TEST_CASE_FIXTURE(WithResults, "a module and another console have names of their own") {
    CHECK(eval<double>("pi", {.where = Where::handlers, .module = "math"}).value() > 3.14);
    CHECK(eval<int>("1", {.where = Where::handlers, .console = 77}).error().type == "LookupError");
    subject.wait_for_end(subject.engine.submit_cell("here = 'second'", {.console = 5}));
    CHECK(eval<std::string>("here", {.where = Where::handlers, .console = 5}).value() == "second");
    CHECK(eval<std::string>("here", {.where = Where::run, .console = 5}).value() == "second");
    CHECK(eval<std::string>("here").error().type == "NameError");
}

TEST_CASE_FIXTURE(WithResults, "a function of a module is called with typed arguments") {
    CHECK(result(subject.engine.call<double>("math", "hypot", 3.0, 4)).value() == 5);
    CHECK(result(
              subject.engine.call<std::vector<double>>(on_handlers, "builtins", "sorted", std::vector<double>{3, 1, 2}))
              .value() == std::vector<double>{1, 2, 3});
    CHECK(result(subject.engine.call<std::string>(on_handlers, "os", "path.join", "a", "b")).value() == "a/b");
    CHECK(result(subject.engine.call(on_handlers, "no_such_module", "f")).error().type == "ModuleNotFoundError");
    CHECK(result(subject.engine.call<void>(on_handlers, "math", "no_such")).error().type == "AttributeError");
}

TEST_CASE_FIXTURE(WithResults, "a kept callable is called with typed arguments") {
    subject.submit_and_wait("def scale(values, factor=2): return [factor * value for value in values]");
    const Callable scale = value<Callable>("scale");
    CHECK(result(subject.engine.call<std::vector<int>>(on_handlers, scale, std::vector<int>{1, 2})).value() ==
          std::vector<int>{2, 4});
    CHECK(result(subject.engine.call<std::vector<int>>(scale, std::vector<int>{1, 2}, 3)).value() ==
          std::vector<int>{3, 6});
    CHECK(scale == value<Callable>("scale"));
    CHECK(result(subject.engine.call(on_handlers, Callable())).error().message == "the Callable is empty");
    CHECK(message<Callable>("3") == "TypeError: the result is 3, an int, not a callable");
}

TEST_CASE_FIXTURE(WithResults, "a run awaits a coroutine and gives its result") {
    subject.submit_and_wait("import asyncio\nasync def answer(n): return await asyncio.sleep(0.01, n)");
    CHECK(eval<int>("await answer(42)", {}).value() == 42);
    CHECK(result(subject.engine.call<int>(value<Callable>("answer"), 43)).value() == 43);
    CHECK(eval<int>("await answer('x')", {}).error().message == "the result is 'x', a str, not an int");
    CHECK(eval<int>("await answer(1)").value() == 1);  // on the handlers thread, in a loop that is made for it
}

// --- Errors

TEST_CASE_FIXTURE(WithResults, "an error is a value with type, message, frames and text") {
    subject.submit_and_wait("def divide(a, b):\n    return a / b");
    const PythonError error = eval<double>("divide(1, 0)").error();
    CHECK(error.why == NoResult::raised);
    CHECK(error.type == "ZeroDivisionError");
    CHECK(error.message == "division by zero");
    REQUIRE(error.frames.size() == 2);
    CHECK(error.frames[0].file.starts_with("<expression "));
    CHECK(error.frames[1].function == "divide");
    CHECK(error.frames[1].line == 2);
    CHECK(error.text.find("    divide(1, 0)\n") != std::string::npos);
    CHECK(error.text.ends_with("ZeroDivisionError: division by zero\n"));
    CHECK_THROWS_WITH_AS(eval<double>("1 / 0").value(), "ZeroDivisionError: division by zero", ResultError);
}

TEST_CASE_FIXTURE(WithResults, "the error of a run is part of its result and is not printed") {
    auto future = subject.engine.eval<int>("undefined_name");
    const RunId run = future.run();
    CHECK(result(std::move(future)).error().type == "NameError");
    CHECK(subject.wait_for_end(run).state == RunState::failed);
    CHECK(subject.output_of(run) == "");
}

TEST_CASE_FIXTURE(WithResults, "show_errors also prints the error, as that of a run or of a handler") {
    CHECK(!eval<int>("no_name_1", {.show_errors = true}));
    subject.wait_for_text("name 'no_name_1' is not defined");
    CHECK(!eval<int>("no_name_2", {.where = Where::handlers, .title = "on save", .show_errors = true}));
    subject.wait_for_text("in on save:\nTraceback");
    subject.wait_for_text("name 'no_name_2' is not defined");
}

TEST_CASE_FIXTURE(WithResults, "what is no expression is a SyntaxError, also with a null byte") {
    CHECK(eval<int>("x = 1").error().type == "SyntaxError");
    CHECK(eval<int>("").error().type == "SyntaxError");
    CHECK(eval<int>(std::string("1\0+1", 4)).error().type == "ValueError");
    CHECK(value<int>("  1") == 1);
}

TEST_CASE_FIXTURE(WithResults, "sys.exit() is an error of the call and ends nothing") {
    const PythonError error = eval<void>("exit(3)", {}).error();
    CHECK(error.is_system_exit);
    CHECK(error.exit_code == 3);
    CHECK(eval<void>("exit(3)").error().exit_code == 3);
    CHECK(value<int>("1") == 1);
}

TEST_CASE_FIXTURE(WithResults, "a C++ exception in a Converter is an error of the call") {
    CHECK(eval<Thrown>("1").error().message == "no Thrown");
    CHECK(eval<Thrown>("1", {}).error().type == "ValueError");
    CHECK(value<int>("1") == 1);
}

// --- Deadline, Stop and cancel

TEST_CASE_FIXTURE(WithResults, "a deadline interrupts a run, the handlers thread and the calling thread") {
    subject.submit_and_wait(spinning);
    for (const Where where : {Where::run, Where::handlers, Where::here}) {
        CAPTURE(static_cast<int>(where));
        const PythonError error = elsewhere(
            [&] { return subject.engine.eval<void>("spin()", {.where = where, .deadline = 50ms}).get(100s).error(); });
        CHECK(error.why == NoResult::timed_out);
        CHECK(error.type == "KeyboardInterrupt");
        CHECK(error.message == "spin() has not ended within its deadline of 50 ms");
        CHECK(error.frames.back().function == "spin");
    }
    CHECK(value<int>("1") == 1);  // each thread goes on
    CHECK(eval<int>("1", {}).value() == 1);
}

TEST_CASE_FIXTURE(WithResults, "a deadline climbs the ladder of Stop: a run that swallows interrupts ends by force") {
    subject.submit_and_wait(stubborn);
    auto future = subject.engine.eval<void>("stubborn()", {.deadline = 50ms});
    const RunId run = future.run();
    CHECK(result(std::move(future)).error().why == NoResult::timed_out);
    CHECK(subject.wait_for_end(run).state != RunState::done);
    CHECK(eval<int>("1", {}).value() == 1);
}

TEST_CASE_FIXTURE(WithResults, "a Future ends after its deadline also when the code does not") {
    subject.submit_and_wait("stop_it = False\ndef deaf():\n    while not stop_it:\n        try:\n"
                            "            while not stop_it: pass\n        except KeyboardInterrupt: pass");
    const auto got = eval<void>("deaf()", {.where = Where::handlers, .deadline = 50ms});
    REQUIRE(!got);
    CHECK(got.error().why == NoResult::timed_out);
    CHECK(got.error().message.ends_with("nor obeyed the interrupts since"));
    subject.submit_and_wait("stop_it = True");
    CHECK(value<int>("1") == 1);
}

TEST_CASE_FIXTURE(WithResults, "code whose deadline passes before its turn does not run") {
    subject.submit_and_wait("ran = []\n" + spinning);
    const RunId run = subject.engine.submit_cell("spin()");
    subject.wait_until_running(run);
    auto queued = subject.engine.eval<void>("ran.append(1)", {.deadline = 20ms});
    CHECK(result(std::move(queued)).error().why == NoResult::timed_out);
    subject.engine.stop();
    subject.wait_for_end(run);
    CHECK(value<std::vector<int>>("ran").empty());
}

TEST_CASE_FIXTURE(WithResults, "Stop ends a run whose result is awaited, and one that waits") {
    subject.submit_and_wait(spinning);
    auto running = subject.engine.eval<void>("spin()"), queued = subject.engine.eval<void>("spin()");
    subject.wait_until_running(running.run());
    subject.engine.stop();
    const PythonError stopped = result(std::move(running)).error(), removed = result(std::move(queued)).error();
    CHECK(stopped.why == NoResult::interrupted);
    CHECK(stopped.message == "spin() was stopped");
    CHECK(removed.why == NoResult::cancelled);
    CHECK(removed.message == "spin() was stopped before its turn");
}

TEST_CASE_FIXTURE(WithResults, "cancel() ends the code, or removes it before its turn") {
    subject.submit_and_wait(spinning);
    for (const Where where : {Where::run, Where::handlers}) {
        CAPTURE(static_cast<int>(where));
        subject.forget();
        auto running = subject.engine.eval<void>("spin('begun')", {.where = where}),
             waiting = subject.engine.eval<void>("spin('never')", {.where = where});
        subject.wait_for_text("begun");
        waiting.cancel();
        CHECK(waiting.ready());
        CHECK(waiting.get(0ms).error().why == NoResult::cancelled);
        running.cancel();
        CHECK(result(std::move(running)).error().why == NoResult::cancelled);
        CHECK(eval<int>("1", {.where = where}).value() == 1);
        CHECK(subject.text().find("never") == std::string::npos);
    }
}

TEST_CASE_FIXTURE(WithResults, "an interrupt of one call does not reach the next") {
    subject.submit_and_wait("def quick(): return 1");
    for (int i = 0; i < 300; ++i) {
        auto future = subject.engine.eval<int>("quick()", on_handlers);
        future.cancel();
        const auto got = result(std::move(future));
        CHECK((got || got.error().why == NoResult::cancelled));
        const auto next = eval<int>("sum(range(1000))");
        REQUIRE_MESSAGE(next, (next ? "" : next.error().text));
    }
}

// --- The Future

TEST_CASE_FIXTURE(WithResults, "get() waits as long as its limit, and may be called again") {
    subject.submit_and_wait("import threading\ngo = threading.Event()\ndef wait(): go.wait(); return 5");
    auto future = subject.engine.eval<int>("wait()", on_handlers);
    CHECK(elsewhere([&] { return future.get(10ms).error().why; }) == NoResult::not_ready);
    subject.submit_and_wait("go.set()");
    CHECK(elsewhere([&] { return future.get(100s).value(); }) == 5);
    CHECK(future.get(0ms).error().message == "the result was taken before");
}

TEST_CASE_FIXTURE(WithResults, "then() calls its function once, on the thread that was asked for") {
    subject.submit_and_wait("import threading\ngo = threading.Event()\ndef wait():\n    go.wait()\n    go.clear()\n"
                            "    return 7");
    std::atomic<int> calls{0};
    for (const auto& [on, role] : {std::pair(On::ui, ThreadRole::ui), std::pair(On::handlers, ThreadRole::handlers),
                                   std::pair(On::any, ThreadRole::script)}) {
        std::atomic<ThreadRole> seen{ThreadRole::unknown};
        std::atomic<int> got{0};
        auto future = subject.engine.eval<int>("wait()");
        future.then(on, [&](Result<int> result) {
            ++calls;
            got = result.value_or(0);
            seen = thread_role();
        });
        CHECK(eval<void>("go.set()"));
        subject.wait_until("the function", [&] { return seen.load() != ThreadRole::unknown; });
        CHECK(seen.load() == role);
        CHECK(got == 7);
    }
    auto ready = subject.engine.eval<int>("8");
    subject.wait_until("a result", [&] { return ready.ready(); });
    ready.then(On::any, [&](Result<int> result) { calls += result.value_or(0); });
    CHECK(calls == 3 + 8);
}

TEST_CASE_FIXTURE(WithResults, "an exception of the function of then() is shown as the error of a handler") {
    auto future = subject.engine.eval<int>("1");
    future.then(On::handlers, [](Result<int>) { throw std::runtime_error("in then"); });
    subject.wait_for_text("RuntimeError: in then");
    auto other = subject.engine.eval<int>("1");
    other.then(On::any, [](Result<int>) { throw std::runtime_error("in any"); });
    subject.wait_for_text("RuntimeError: in any");
}

TEST_CASE_FIXTURE(WithResults, "waiting for oneself is refused, and other waits release the GIL") {
    Engine& engine = subject.engine;
    std::atomic<bool> done{false};
    engine.post_to_handlers("waits", [&] {
        CHECK(engine.eval<int>("1", on_handlers).get(10s).error().why == NoResult::refused);
        CHECK(engine.eval<int>("2").get(100s).value() == 2);  // a run, which needs the GIL
        CHECK(engine.eval<int>("3", here).get(0ms).value() == 3);
        done = true;
    });
    subject.wait_until("the handler", [&] { return done.load(); });
}

TEST_CASE_FIXTURE(WithResults, "a run may wait for the handlers thread, and Stop ends the wait") {
    subject.submit_and_wait("go = threading.Event()\ndef slow(): print('waits'); go.wait(); return 6");
    static Engine& engine = subject.engine;
    static NoResult why{};
    static PyMethodDef method{"wait_for_slow",
                              [](PyObject*, PyObject*) -> PyObject* {
                                  const auto result = engine.eval<int>("slow()", on_handlers).get(100s);
                                  if (result) return to_python(*result).release();
                                  why = result.error().why;
                                  PyErr_SetNone(PyExc_KeyboardInterrupt);
                                  return nullptr;
                              },
                              METH_NOARGS, nullptr};
    Callable callable;
    REQUIRE(elsewhere([&] {
        return with_gil([&] { callable = Callable::of(PyRef::steal(PyCFunction_New(&method, nullptr)).get()); });
    }));
    auto stopped = engine.call<int>(callable);
    subject.wait_for_text("waits");
    engine.stop();
    CHECK(result(std::move(stopped)).error().why == NoResult::interrupted);
    CHECK(why == NoResult::interrupted);
    subject.submit_and_wait("go.set()");
    CHECK(result(engine.call<int>(callable)).value() == 6);
}

TEST_CASE_FIXTURE(WithResults, "a dropped Future does not end its code") {
    subject.submit_and_wait("ran = []");
    { auto dropped = subject.engine.eval<void>("ran.append(1)", on_handlers); }
    subject.wait_until("the code", [&] { return value<std::size_t>("len(ran)") == 1; });
}

TEST_CASE_FIXTURE(WithResults, "sixteen threads call at once, beside a script, and each gets its own results") {
    subject.submit_and_wait("def twice(n): return 2 * n\n" + spinning);
    const Callable twice = value<Callable>("twice");
    const RunId run = subject.engine.submit_cell("spin()");
    subject.wait_until_running(run);
    std::atomic<int> right{0}, left{16};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 16; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 20; ++i) {
                const EvalOptions options{.where = i % 2 ? Where::here : Where::handlers};
                const int n = 1000 * t + i;
                right += subject.engine.call<int>(options, twice, n).get(100s).value_or(-1) == 2 * n;
            }
            --left;
        });
    subject.wait_until("the threads", [&] { return left == 0; });
    CHECK(right == 16 * 20);
    subject.engine.stop();
    subject.wait_for_end(run);
}
