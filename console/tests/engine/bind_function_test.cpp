// A C++ callable as a Python function, made at run time: called, thrown from, and destroyed on any thread.
#include "tests/engine/bind_fixture.h"

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;
using bind::arg;

namespace {
std::atomic<int> living{0};
struct State {
    State() { ++living; }
    State(const State&) { ++living; }
    ~State() { --living; }
    std::atomic<int> calls{0};
};

struct WithWork : WithModule {
    Callable callable(const std::string& source) {
        return result(subject.engine.eval<Callable>(source, on_handlers)).value();
    }
    // What `source`, a lambda, returns for the arguments.
    template <class T, class... A>
    Result<T> call(const std::string& source, A&&... arguments) {
        return result(subject.engine.call<T>(on_handlers, callable(source), std::forward<A>(arguments)...));
    }
    template <class... A>
    std::string error_of(const std::string& source, A&&... arguments) {
        const auto got = call<Value>(source, std::forward<A>(arguments)...);
        return got ? "no error" : got.error().type + ": " + got.error().message;
    }
    // The handlers thread drops its own references after the result is known.
    void wait_for_living(int wanted) {
        subject.submit_and_wait("import gc; gc.collect()");
        subject.wait_until("the functions are freed", [&] { return living == wanted; });
    }
};
}  // namespace

TEST_CASE_FIXTURE(WithWork, "a lambda with state is an argument of a Python function") {
    std::vector<std::int64_t> seen;
    const auto report = bind::Function::of<gil::keeps>("report", [&seen](std::int64_t x) {
        seen.push_back(x);
        return x * 2;
    });
    CHECK(call<int>("lambda a, b, callback: sum(callback(i) for i in range(a, b))", 1, 4, report).value() == 12);
    CHECK(seen == std::vector<std::int64_t>{1, 2, 3});
    std::function<std::string(int, std::string)> repeat = [](int n, std::string text) {
        std::string all;
        for (int i = 0; i < n; ++i) all += text;
        return all;
    };
    CHECK(call<std::string>("lambda f: f(3, 'ab')", repeat).value() == "ababab");
    const auto next = bind::Function::of<gil::keeps>("next", [n = 0]() mutable { return ++n; });
    CHECK(call<std::vector<int>>("lambda f: [f(), f()]", next).value() == std::vector<int>{1, 2});
    CHECK(call<bool>("lambda f, g: f is None and g is None", bind::Function(), std::function<void()>()).value());
}

TEST_CASE_FIXTURE(WithWork, "it has names, texts and ranges as a row has") {
    const auto step = bind::Function::of<gil::releases>(
        "on_step", [](int step, double size) { return step * size; }, "Called for each step.", arg("step").at_least(0),
        arg("size") = 0.5);
    CHECK(call<double>("lambda f: f(step=4)", step).value() == 2);
    CHECK(call<std::string>("lambda f: f.__name__ + str(__import__('inspect').signature(f))", step).value() ==
          "on_step(step, size=0.5)");
    CHECK(call<std::string>("lambda f: f.__doc__.partition('\\n')[0]", step).value() == "Called for each step.");
    CHECK(error_of("lambda f: f(-1)", step) == "ValueError: on_step(): step is -1, which is not at least 0");
    CHECK(error_of("lambda f: f('x')", step) == "TypeError: on_step(): step is 'x', a str, not an int");
    CHECK(error_of("lambda f: f()", step) ==
          "TypeError: on_step() is missing the required argument 'step' (position 1)");
}

TEST_CASE_FIXTURE(WithWork, "what it throws is a Python exception, also in another Python thread") {
    const auto fails = bind::Function::of<gil::releases>(
        "fails", [](int n) -> int { throw std::out_of_range("no item " + std::to_string(n)); });
    CHECK(error_of("lambda f: f(3)", fails) == "IndexError: no item 3");
    CHECK(call<bool>("lambda f: __import__('concurrent.futures').futures.ThreadPoolExecutor(1).submit(f, 4)"
                     ".exception().args == ('no item 4',)",
                     fails)
              .value());
}

TEST_CASE_FIXTURE(WithWork, "each creation is freed, wherever the last owner is") {
    {
        auto made = bind::Function::of<gil::keeps>("f", [state = State()](int x) { return x; });
        auto copy = made;
        CHECK(living == 1);
        CHECK(call<int>("lambda f: f(1)", made).value() == 1);
        std::thread([moved = std::move(made)]() mutable { moved = {}; }).join();
        CHECK(living == 1);
    }
    wait_for_living(0);
    const std::string work = "lambda f: [f(1), setattr(__import__('sys'), 'kept_function', f)][0]";
    for (int i = 0; i < 1000; ++i)
        call<int>(work, bind::Function::of<gil::keeps>("f", [state = State()](int x) { return x; })).value();
    wait_for_living(1);  // the one that is kept
    subject.submit_and_wait("import sys, threading\n"
                            "def drop(): del sys.kept_function\n"
                            "t = threading.Thread(target=drop); t.start(); t.join()");
    wait_for_living(0);
    const auto blocks = [&] { return value<std::int64_t>("__import__('sys').getallocatedblocks()"); };
    const std::int64_t before = blocks();
    REQUIRE(elsewhere([] {
        return with_gil([] {
            for (int i = 0; i < 20'000; ++i) {
                const PyRef f = bind::function<gil::keeps>([state = State()](int x) { return x; });
                if (!f) PyErr_Clear();
            }
        });
    }));
    CHECK(living == 0);
    CHECK(blocks() - before < 2000);
}

TEST_CASE_FIXTURE(WithWork, "a destructor that waits for a thread with the GIL does not deadlock") {
    struct Joins {
        std::shared_ptr<std::atomic<bool>> ran;
        std::shared_ptr<std::jthread> thread = std::make_shared<std::jthread>([ran = ran](std::stop_token stop) {
            while (!stop.stop_requested()) std::this_thread::yield();
            if (const GilGuard guard; guard) *ran = true;
        });
    };
    const auto ran = std::make_shared<std::atomic<bool>>(false);
    SUBCASE("the last owner is Python") {
        CHECK(call<int>("lambda f: f()", bind::Function::of<gil::keeps>("f", [joins = Joins{ran}] { return 1; }))
                  .value() == 1);
    }
    SUBCASE("the last owner is C++ with the GIL") {
        elsewhere([&] {
            return with_gil([&] {
                auto made = bind::Function::of<gil::keeps>("f", [joins = Joins{ran}] { return 1; });
                made = {};
            });
        });
    }
    subject.wait_until("the thread", [&] { return ran->load(); });
}

TEST_CASE_FIXTURE(WithWork, "a callable may drop its own function while it runs") {
    int during = 0, after = 0;
    REQUIRE(elsewhere([&] {
        return with_gil([&] {
            const PyRef owner = PyRef::steal(PyDict_New());
            {
                const PyRef made = bind::function<gil::keeps>([&during, state = State(), dict = owner.get()] {
                    PyDict_Clear(dict);
                    during = living;
                });
                PyDict_SetItemString(owner.get(), "function", made.get());
            }
            PyRef::steal(PyObject_CallNoArgs(PyDict_GetItemString(owner.get(), "function")));
            after = living;
        });
    }));
    CHECK(during == 1);
    CHECK(after == 0);
}

TEST_CASE_FIXTURE(WithWork, "a heavy call that releases the GIL lets another Python thread progress") {
    std::atomic<bool> go_on = true;
    const auto heavy = bind::Function::of<gil::releases>("heavy", [&] {
        while (go_on) std::this_thread::yield();
        return 1;
    });
    // The heavy call ends only after the other thread has counted to 1,000: with the GIL kept it would never end.
    const auto stop = bind::Function::of<gil::keeps>("stop", [&] { go_on = false; });
    CHECK(call<int>("lambda heavy, stop: [(t := __import__('threading').Thread(target=lambda: "
                    "[globals().__setitem__('counted', i) for i in range(1001)] and stop())).start(), heavy(), "
                    "t.join(), globals()['counted']][3]",
                    heavy, stop)
              .value() == 1000);
}

TEST_CASE_FIXTURE(WithWork, "Stop during a call that releases the GIL is raised when it returns") {
    std::atomic<bool> stopped = false, begun = false;
    const auto heavy = bind::Function::of<gil::releases>("heavy", [&] {
        const Engine::StopListener listener(subject.engine, [&] { stopped = true; });
        begun = true;
        while (!stopped) std::this_thread::yield();
        return 1;
    });
    auto running = subject.engine.call<int>(EvalOptions{}, callable("lambda heavy: heavy()"), heavy);
    subject.wait_until("the call", [&] { return begun.load(); });
    subject.engine.stop();
    CHECK(result(std::move(running)).error().type == "KeyboardInterrupt");
}

TEST_CASE_FIXTURE(WithWork, "it is called from many Python threads while others make and drop functions") {
    auto state = std::make_shared<State>();
    const auto count = bind::Function::of<gil::releases>("count", [state](int) { ++state->calls; });
    const auto make = bind::Function::of<gil::keeps>("make", [](int n) {
        return bind::Function::of<gil::releases>("made", [own = State(), n](int x) { return x + n; });
    });
    CHECK(call<int>("lambda count, make: sum(__import__('concurrent.futures').futures.ThreadPoolExecutor(8)"
                    ".map(lambda n: [count(n) or make(n)(i) for i in range(50)][-1], range(200)))",
                    count, make)
              .value() == 200 * 49 + 199 * 100);
    CHECK(state->calls == 200 * 50);
    wait_for_living(1);
}
