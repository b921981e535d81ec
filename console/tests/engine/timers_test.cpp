// Timers of C++ on the handlers thread.
#include "gimbal/console/python/call.h"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "engine/runs/python_thread.h"
#include "gimbal/console/base/clock.h"
#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

namespace {
// Keeps the handlers thread busy, without the GIL, until it is let go.
class BusyHandlers {
public:
    explicit BusyHandlers(EngineUnderTest& subject) {
        subject.engine.post_to_handlers("busy", [shared = shared_] {
            without_gil([&] {
                std::unique_lock lock(shared->mutex);
                shared->began = true;
                shared->changed.notify_all();
                shared->changed.wait(lock, [&] { return shared->over; });
            });
        });
        std::unique_lock lock(shared_->mutex);
        shared_->changed.wait(lock, [&] { return shared_->began; });
    }
    ~BusyHandlers() { let_go(); }
    void let_go() {
        std::lock_guard lock(shared_->mutex);
        shared_->over = true;
        shared_->changed.notify_all();
    }

private:
    struct Shared {
        std::mutex mutex;
        std::condition_variable changed;
        bool began = false, over = false;
    };
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

// Returns once the handlers thread has done what it had to do.
void pass_through_handlers(EngineUnderTest& subject) {
    std::atomic<bool> passed{false};
    subject.engine.post_to_handlers("after it", [&] { passed = true; });
    subject.wait_until("the handlers thread", [&] { return passed.load(); });
}

std::function<void()> nothing() {
    return [] {};
}
}  // namespace

TEST_CASE_FIXTURE(WithEngine, "a function is called once after its delay, on the handlers thread with the GIL") {
    const auto begin = Clock::now();
    std::atomic<double> waited{0};
    std::atomic<bool> held{false}, there{false};
    Timer timer = subject.engine.after(20ms, [&] {
        held = PyGILState_Check() == 1;
        there = thread_role() == ThreadRole::handlers;
        waited = seconds_since(begin);
    });
    CHECK(timer.is_active());
    subject.wait_until("the call", [&] { return waited.load() > 0; });
    CHECK(waited.load() >= 0.02);
    CHECK(held.load());
    CHECK(there.load());
    pass_through_handlers(subject);
    CHECK(timer.calls() == 1);
    CHECK_FALSE(timer.is_active());
    CHECK_FALSE(timer.cancel());
}

TEST_CASE_FIXTURE(WithEngine, "timers run while a script spins, and call_soon() keeps its order") {
    const RunId run = subject.engine.submit_cell(endless_loop);
    subject.wait_until_running(run);
    std::atomic<int> next{0}, out_of_order{0};
    for (int i = 0; i < 1000; ++i) (void)subject.engine.call_soon([&, i] { out_of_order += next++ != i; });
    std::atomic<int> ticks{0};
    ScopedTimer ticking = subject.engine.every(1ms, [&] { ++ticks; });
    subject.wait_until("the calls", [&] { return next == 1000 && ticks >= 3; });
    CHECK(out_of_order == 0);
    CHECK(subject.engine.is_busy());
    subject.engine.stop();
    subject.wait_for_end(run);
}

TEST_CASE_FIXTURE(WithEngine, "timers are called in the order in which they are due") {
    std::vector<int> order;  // of the handlers thread, until the last one
    std::atomic<bool> done{false};
    {
        BusyHandlers busy(subject);
        (void)subject.engine.after(3ms, [&] { order.push_back(3), done = true; });
        (void)subject.engine.after(1ms, [&] { order.push_back(1); });
        (void)subject.engine.after(2ms, [&] { order.push_back(2); });
        (void)subject.engine.call_soon([&] { order.push_back(0); });
        const auto due = Clock::now() + 4ms;
        subject.wait_until("all are due", [&] { return Clock::now() > due; });
    }
    subject.wait_until("the calls", [&] { return done.load(); });
    CHECK(order == std::vector{0, 1, 2, 3});
}

TEST_CASE_FIXTURE(WithEngine, "a repeating timer that comes late is called once, counts the rest and keeps its phase") {
    const auto begin = Clock::now();
    std::atomic<double> latest{0};
    Timer timer;
    {
        BusyHandlers busy(subject);
        timer = subject.engine.every(10ms, [&] { latest = seconds_since(begin); });
        subject.wait_until("it is late", [&] { return seconds_since(begin) > 0.1; });
    }
    subject.wait_until("two calls", [&] { return timer.calls() >= 2; });
    CHECK(timer.missed() >= 9);
    timer.cancel();
    pass_through_handlers(subject);
    // Each interval since its start was a call or was missed: no burst, and no drift.
    const double intervals = static_cast<double>(timer.calls() + timer.missed());
    CHECK(latest.load() >= intervals * 0.01);
}

TEST_CASE_FIXTURE(WithEngine, "a timer can be cancelled before its call, in its call and again") {
    std::atomic<bool> called{false};
    Timer never = subject.engine.after(1ms, nothing());
    {
        BusyHandlers busy(subject);
        never = subject.engine.after(1ms, [&] { called = true; });
        CHECK(never.cancel());
        CHECK_FALSE(never.cancel());
        CHECK_FALSE(never.is_active());
    }
    pass_through_handlers(subject);
    CHECK_FALSE(called);
    CHECK(never.calls() == 0);

    std::atomic<Timer*> own{nullptr};
    std::atomic<bool> cancelled{false};
    Timer repeating = subject.engine.every(1ms, [&] {
        if (Timer* timer = own.load()) cancelled = timer->cancel() || cancelled;
    });
    own = &repeating;
    subject.wait_until("its own cancel", [&] { return cancelled.load(); });
    pass_through_handlers(subject);
    const auto calls = repeating.calls();
    pass_through_handlers(subject);
    CHECK(repeating.calls() == calls);
}

TEST_CASE_FIXTURE(WithEngine, "a dropped handle leaves its timer alone, a scoped one cancels it") {
    std::atomic<int> calls{0};
    {
        Timer dropped = subject.engine.after(2ms, [&] { ++calls; });
    }
    {
        BusyHandlers busy(subject);
        ScopedTimer scoped = subject.engine.after(0ms, [&] { calls += 100; });
        ScopedTimer other = subject.engine.after(0ms, [&] { calls += 100; });
        other = std::move(scoped);  // cancels the one it held
    }
    subject.wait_until("the call", [&] { return calls == 1; });
    pass_through_handlers(subject);
    CHECK(calls == 1);
}

TEST_CASE_FIXTURE(WithEngine, "a callable of Python is a timer's function, and what it prints comes into the console") {
    subject.submit_and_wait("def tick(): print('tick')");
    auto found = subject.engine.eval<Callable>("tick", {.where = Where::handlers});
    subject.wait_until("the callable", [&] { return found.ready(); });
    const Callable tick = found.get(0ms).value();
    (void)subject.engine.after(1ms, tick);
    subject.wait_for_text("tick\n");
    subject.forget();
    ScopedTimer timer = subject.engine.every(1ms, tick, {.name = "ticking"});
    subject.wait_for_text("tick\ntick\n");
}

TEST_CASE_FIXTURE(WithEngine,
                  "an error is shown under the timer's name, and the fifth in a row stops a repeating one") {
    Timer timer = subject.engine.every(1ms, [] { throw std::runtime_error("no disk"); }, {.name = "autosave"});
    subject.wait_for_text("the timer autosave failed 5 times in a row and was stopped");
    CHECK(subject.text().find("in timer autosave:\n") != std::string::npos);
    CHECK(subject.text().find("RuntimeError: no disk\n") != std::string::npos);
    CHECK(timer.calls() == 5);
    CHECK_FALSE(timer.is_active());
}

TEST_CASE_FIXTURE(WithEngine, "a call that succeeds begins the count of failures anew") {
    std::atomic<int> calls{0};
    ScopedTimer timer = subject.engine.every(1ms, [&] {
        if (++calls % 5 != 0) throw std::runtime_error("four of five");
    });
    subject.wait_until("many calls", [&] { return calls >= 21; });
    CHECK(timer.is_active());
}

TEST_CASE_FIXTURE(WithEngine, "a coroutine that nobody would run is an error") {
    subject.submit_and_wait("async def waits(): pass");
    auto found = subject.engine.eval<Callable>("waits", {.where = Where::handlers});
    subject.wait_until("the callable", [&] { return found.ready(); });
    (void)subject.engine.after(0ms, found.get(0ms).value(), {.name = "waits"});
    subject.wait_for_text("the callback returned a coroutine, which nobody runs");
}

TEST_CASE_FIXTURE(WithEngine, "a wrong time is refused with its value, and the longest one is accepted") {
    Engine& engine = subject.engine;
    CHECK_THROWS_WITH_AS((void)engine.after(-5ms, nothing()),
                         "Engine::after(): the delay must not be negative, not -5 ms", std::invalid_argument);
    CHECK_THROWS_WITH_AS((void)engine.every(0ms, nothing()),
                         "Engine::every(): the interval must be at least 1 ms, not 0 ms", std::invalid_argument);
    CHECK_THROWS_WITH_AS((void)engine.after(std::chrono::milliseconds::max(), nothing()),
                         "Engine::after(): the delay must be at most 100 years, not 9223372036854775807 ms",
                         std::invalid_argument);
    ScopedTimer far = engine.after(std::chrono::hours(24 * 365 * 100), nothing());
    pass_through_handlers(subject);
    CHECK(far.is_active());
}

TEST_CASE_FIXTURE(WithEngine, "stop_handler() interrupts the function of a timer") {
    std::atomic<bool> began{false};
    (void)subject.engine.after(0ms,
                               [&] {
                                   began = true;
                                   PyObject* names = PyModule_GetDict(PyImport_AddModule("__main__"));
                                   PyRef::steal(
                                       PyRun_String("while True: unused = bytes(1000)", Py_file_input, names, names));
                               },
                               {.name = "endless"});
    subject.wait_until("its begin", [&] { return began.load(); });
    subject.engine.stop_handler();
    subject.wait_for_text("in timer endless:\n");
    subject.wait_for_text("KeyboardInterrupt");
}

TEST_CASE_FIXTURE(WithEngine, "a slow call is named with the number of those that wait for it") {
    std::atomic<bool> began{false}, over{false};
    const auto slow = [&] {
        began = true;
        without_gil([&] {
            while (!over) std::this_thread::sleep_for(1ms);
        });
    };
    (void)subject.engine.call_soon(slow, {.name = "slow"});
    subject.wait_until("its begin", [&] { return began.load(); });
    for (int i = 0; i < 3; ++i) subject.engine.post_to_handlers("waits", nothing());
    for (int i = 0; i < 4; ++i) (void)subject.engine.after(5ms, nothing());
    const auto running = subject.wait_for<HandlerRunning>();
    over = true;
    CHECK(running.name == "timer slow");
    CHECK(running.waiting == 7);
    CHECK(running.refused == 0);
    subject.wait_for<HandlerEnded>();
}

TEST_CASE("a thread that is stuck drops what comes when too much waits, and counts it") {
    int dropped = 0;
    PythonThread thread({"stuck", ThreadRole::unknown, 0, nullptr, nullptr, 3}, [](const std::string&) {});
    for (int i = 0; i < 5; ++i) thread.post({"waits", nothing(), [&] { ++dropped; }});
    CHECK(dropped == 2);
    CHECK(thread.watch().waiting == 3);
    CHECK(thread.watch().refused == 2);
    thread.close();
    CHECK(dropped == 5);
    CHECK(thread.watch().waiting == 0);
}

TEST_CASE_FIXTURE(WithEngine, "what a function holds is released with the GIL, also after a cancel without it") {
    subject.submit_and_wait("import weakref\nclass Kept: pass\nkept = Kept()\ngone = []\n"
                            "weakref.finalize(kept, gone.append, True)");
    auto found = subject.engine.eval<Value>("kept", {.where = Where::handlers});
    subject.wait_until("the value", [&] { return found.ready(); });
    Value value = found.get(0ms).value();
    Timer timer;
    std::atomic<bool> made{false};
    subject.engine.post_to_handlers("make", [&] {
        timer = subject.engine.after(1h, [held = PyRef::borrow(value.get())] {});
        made = true;
    });
    subject.wait_until("the timer", [&] { return made.load(); });
    value = {};
    subject.submit_and_wait("del kept");
    CHECK(subject.output_of("gone") == "[]\n");
    timer.cancel();  // on this thread, which never has the GIL
    subject.wait_until("the release", [&] { return subject.output_of("gone") == "[True]\n"; });
}

TEST_CASE_FIXTURE(WithEngine, "any thread makes, cancels and drops timers") {
    std::atomic<int> calls{0};
    std::atomic<std::uint64_t> cancelled{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 500; ++i) {
                    Timer timer = subject.engine.after(std::chrono::milliseconds(i % 3), [&] { ++calls; });
                    if ((i + t) % 2 == 0) cancelled += timer.cancel();
                }
            });
    }
    subject.wait_until("the calls", [&] { return static_cast<std::uint64_t>(calls) + cancelled == 2000; });
    pass_through_handlers(subject);
    CHECK(static_cast<std::uint64_t>(calls) + cancelled == 2000);
}
