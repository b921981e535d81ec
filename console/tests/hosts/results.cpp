// Results at the edges of an engine's life: before Python runs, when it fails to start, at Quit, after it, in a forked
// child. Each Future ends, and each value may be destroyed.
#include "gimbal/console/python/bind.h"
#include "gimbal/console/python/call.h"

#include "tests/hosts/host.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

namespace {
constexpr EvalOptions on_handlers{.where = Where::handlers}, here{.where = Where::here};

template <class T>
NoResult why(Future<T>& future) {
    if (!EXPECT(wait_until([&] { return future.ready(); }))) return NoResult::not_ready;
    const auto result = future.get(0ms);
    return result ? NoResult::raised : result.error().why;
}

// Waiting threads, queued runs, queued handlers and continuations end with `closed` when the program quits. `busy`
// prints its name where nothing can end it any more, which RunStarted does not tell.
void quit_with_waiting_futures(const std::string& busy, double limit, bool ends) {
    std::atomic<int> closed{0};
    std::atomic<bool> called{false};
    std::vector<std::thread> threads;
    Value kept;
    Callable callable;
    Future<int> left;
    {
        Host host;
        EXPECT(host.is_ready());
        host.run("import time\nclass Kept: pass\ndef f(): return 1");
        auto value = host.engine.eval<Value>("Kept()", on_handlers);
        auto function = host.engine.eval<Callable>("f", on_handlers);
        EXPECT(wait_until([&] { return value.ready() && function.ready(); }));
        kept = value.get(0ms).value();
        callable = function.get(0ms).value();
        auto running = host.engine.eval<void>(busy), queued = host.engine.eval<void>("1");
        EXPECT(host.wait_for_text("busy"));
        auto handler = host.engine.eval<void>("time.sleep(0.5)", on_handlers),
             waiting = host.engine.eval<void>("1", on_handlers);
        for (auto* future : {&running, &queued, &waiting})
            threads.emplace_back([&closed, future] {
                const auto result = future->get(100s);
                closed += !result && result.error().why == NoResult::closed;
            });
        auto continued = host.engine.eval<int>("1");
        continued.then(On::any, [&](Result<int> result) { called = !result; });
        left = host.engine.eval<int>("1");
        EXPECT(host.engine.quit(limit) == ends);
        for (std::thread& thread : threads) thread.join();
        EXPECT(closed == 3);
        EXPECT(called);
        auto late = host.engine.eval<int>("1"), late_handler = host.engine.eval<int>("1", on_handlers),
             late_call = host.engine.call<int>(on_handlers, callable);
        EXPECT(late.ready() && late_handler.ready() && late_call.ready());
        EXPECT(why(late) == NoResult::closed);
        EXPECT(why(late_handler) == NoResult::closed);
        EXPECT(why(late_call) == NoResult::closed);
        std::thread([&] {
            auto native = host.engine.eval<int>("1", here);
            EXPECT(why(native) == NoResult::closed);
            EXPECT(!from_value<int>(kept));
        }).join();
        if (!ends) leave_at_once();
    }
    EXPECT(why(left) == NoResult::closed);
    left.cancel();
    bool told = false;
    left.then(On::ui, [&](Result<int> result) { told = !result; });  // there is no UI any more
    EXPECT(told);
    std::thread([kept = std::move(kept), callable] { Value copy = kept; }).join();
}

void values_of_an_ended_python() {
    Value old;
    Callable callable;
    {
        Host host;
        EXPECT(host.is_ready());
        auto value = host.engine.eval<Callable>("print", on_handlers);
        EXPECT(wait_until([&] { return value.ready(); }));
        old = callable = value.get(0ms).value();
        EXPECT(host.engine.quit(30));
    }
    Host next;
    EXPECT(next.is_ready());
    auto call = next.engine.call<void>(on_handlers, callable);
    EXPECT(wait_until([&] { return call.ready(); }));
    const auto result = call.get(0ms);
    EXPECT(!result && result.error().message == "the object belongs to a Python that has ended");
    EXPECT(next.engine.quit(30));
}

// A function that C++ keeps has the names of its module, which end with Python all the same.
void a_kept_function_keeps_nothing_alive() {
    auto state = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = state;
    Callable callable;
    {
        Host host;
        EXPECT(host.is_ready());
        EXPECT(host.run("def keep(function):\n    global kept\n    kept = function") == RunState::done);
        auto function = host.engine.eval<Callable>("keep", on_handlers);
        EXPECT(wait_until([&] { return function.ready(); }));
        callable = function.get(0ms).value();
        auto call = host.engine.call<void>(on_handlers, callable,
                                           bind::Function::of<gil::keeps>("bound", [state = std::move(state)] {}));
        EXPECT(wait_until([&] { return call.ready(); }));
        EXPECT(host.engine.quit(30));
    }
    EXPECT(watched.expired());
    EXPECT(callable && !callable.get());
}

void before_python_runs() {
    Host host;
    auto early = host.engine.eval<int>("40 + 2"), early_handler = host.engine.eval<int>("1", on_handlers);
    NoResult native{};
    std::thread([&] {
        auto future = host.engine.eval<int>("1", here);
        native = why(future);
    }).join();
    EXPECT(native == NoResult::refused || host.engine.state() == EngineState::ready || native == NoResult::raised);
    EXPECT(wait_until([&] { return early.ready() && early_handler.ready(); }));
    EXPECT(early.get(0ms).value_or(0) == 42);
    EXPECT(early_handler.get(0ms).value_or(0) == 1);
    EXPECT(host.engine.quit(30));
}

// CPython before 3.13 takes the thread that imports threading first.
void pythons_main_thread_is_the_script_thread() {
    Host host;
    EXPECT(host.is_ready());
    NoResult imported{};
    std::thread([&] {
        auto future = host.engine.eval<Value>("__import__('threading').current_thread()", here);
        imported = why(future);
    }).join();
    EXPECT(imported == NoResult::raised);  // it has a value
    auto is_main = host.engine.eval<bool>("__import__('threading').current_thread() is "
                                          "__import__('threading').main_thread()");
    EXPECT(wait_until([&] { return is_main.ready(); }));
    EXPECT(is_main.get(0ms).value_or(false));
    auto beside = host.engine.eval<std::string>("__import__('threading').current_thread().name", on_handlers);
    EXPECT(wait_until([&] { return beside.ready(); }));
    EXPECT(beside.get(0ms).value().starts_with("Dummy-"));
    EXPECT(host.engine.quit(30));
    host.drain();
    EXPECT(host.text.empty());
}

void a_failed_start() {
    EngineOptions options = host_options();
    options.python_home = "/nowhere";
    Host host(options);
    auto early = host.engine.eval<int>("1"), early_handler = host.engine.eval<int>("1", on_handlers);
    EXPECT(host.wait_for<EngineFailed>());
    auto late = host.engine.eval<int>("1");
    for (auto* future : {&early, &early_handler, &late}) {
        EXPECT(wait_until([&] { return future->ready(); }));
        const auto result = future->get(0ms);
        EXPECT(!result && result.error().why == NoResult::closed && contains(result.error().message, "/nowhere"));
    }
    host.engine.quit(30);
}

void a_forked_child() {
    Host host;
    EXPECT(host.is_ready());
    auto before = host.engine.eval<int>("__import__('time').sleep(0.2) or 1", on_handlers);
    const pid_t child = fork();
    if (child == 0) {
        auto in_child = host.engine.eval<int>("1");
        const bool ended = why(before) == NoResult::closed && why(in_child) == NoResult::closed;
        _exit(ended ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT(status == 0);
    EXPECT(wait_until([&] { return before.ready(); }));
    EXPECT(before.get(0ms).value_or(0) == 1);
    EXPECT(host.engine.quit(30));
}
}  // namespace

int main() {
    a_failed_start();
    before_python_runs();
    a_forked_child();
    pythons_main_thread_is_the_script_thread();
    values_of_an_ended_python();
    a_kept_function_keeps_nothing_alive();
    quit_with_waiting_futures("print('busy') or all(zero == 0 for zero in iter(int, 1))", 30, true);
    // C code that does not end: leaves the process.
    quit_with_waiting_futures("sum(__import__('itertools').chain(map(__import__('sys').stdout.write, ['busy']), "
                              "range(10**11)))",
                              1, false);
    return result();
}
