// One start and one exit of a host with everything alive: runs, handlers, callables on native threads, threads in a
// GilGuard, pending Futures, asyncio tasks, Python threads, timers, sub-interpreters, bound functions, native work,
// questions to the UI thread, and output. usage: exit_storm SEED. The seed chooses what is alive, when the exit comes,
// and how. exit_storm.py runs many and says what each must do. The process prints "end CODE WAY", the last line before
// it ends, and then exits with that code.
#include "gimbal/console/python/awaitable.h"
#include "gimbal/console/python/bind.h"
#include "gimbal/console/python/interpreter_call.h"
#include "gimbal/console/python/ui_call.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "gimbal/console/call/promise.h"
#include "gimbal/console/loop/pump.h"
#include "gimbal/console/ui_queue.h"
#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace std::chrono_literals;

namespace {
using Random = std::mt19937;

// What lives at the exit. Objects here are destroyed after the engine.
struct Alive {
    Engine& engine;
    UiQueue& ui;
    Callable callable = {};
    std::atomic<bool> over{false};
    std::atomic<int> futures{0}, ended{0};
    std::deque<Future<int>> kept = {};
    std::deque<Promise<int>> promises = {};
    std::vector<std::thread> threads = {};
    std::atomic<int> pending{0}, dropped{0};     // timers
    std::atomic<int> works{0};                   // pieces of native work that go on
    std::atomic<int> callables{0};               // of bound functions
    std::vector<Interpreter> interpreters = {};  // the threads have ended when they are destroyed
    std::mutex mutex = {};                       // for the interpreters
};

void guards(Alive& alive) {
    alive.threads.emplace_back([&] {
        while (with_gil([] { Py_XDECREF(PyObject_Repr(Py_None)); })) {}
    });
}

void released_guards(Alive& alive) {
    alive.threads.emplace_back([&] {
        for (;;) {
            const GilGuard guard;
            if (!guard) return;
            const GilRelease unlocked;
            std::this_thread::sleep_for(1ms);
        }
    });
}

void short_threads(Alive& alive) {
    alive.threads.emplace_back([&] {
        for (std::atomic<bool> refused{false}; !refused;) std::thread([&] { refused = !with_gil([] {}); }).join();
    });
}

void calls_here(Alive& alive) {
    alive.threads.emplace_back([&] {
        for (int i = 0;; ++i) {
            const auto result = alive.engine.call<int>({.where = Where::here}, alive.callable, i).get(0ms);
            if (!result && result.error().why == NoResult::closed) return;
        }
    });
}

void futures(Alive& alive) {
    for (const Where where : {Where::run, Where::handlers})
        for (int i = 0; i < 20; ++i) {
            ++alive.futures;
            alive.engine.call<int>({.where = where}, alive.callable, i).then(On::any, [&](Result<int>) {
                ++alive.ended;
            });
        }
    alive.kept.push_back(alive.engine.eval<int>("__import__('time').sleep(0.05) or 1"));
    alive.kept.push_back(alive.engine.eval<int>("1", {.deadline = 30ms}));
}

void handlers(Alive& alive) {
    alive.engine.post_to_handlers("spins", [] {
        PyObject* names = PyModule_GetDict(PyImport_AddModule("__main__"));
        Py_XDECREF(PyRun_String("for i in range(10**9): bytes(10)", Py_file_input, names, names));
    });
    for (int i = 0; i < 10; ++i) alive.engine.post_to_handlers("waits", [] {});
}

void try_to_ask(UiQueue& ui) {
    try {
        ui.ask([] { return 1; }, 1ms);
    } catch (const std::exception&) {}  // the UI had no time
}

void questions(Alive& alive) {
    alive.threads.emplace_back([&] {
        while (!alive.over) try_to_ask(alive.ui);
    });
}

void cell(Alive& alive, const char* source) { alive.engine.submit_cell(source); }
void tasks(Alive& alive) {
    cell(alive, "import asyncio\nasync def tick():\n    try:\n        while True: await asyncio.sleep(0.001)\n"
                "    finally: print('tick ends')\n"
                "ticking = [asyncio.create_task(tick()) for _ in range(3)]");
}
void printing(Alive& alive) {
    cell(alive, "import threading, time\ndef say():\n    for i in range(10**9): print('thread', i); time.sleep(0.001)\n"
                "threading.Thread(target=say, daemon=True).start()");
}
void local_values(Alive& alive) {
    cell(alive, "import threading\nclass Value:\n    def __del__(self): len('x')\nlocal = threading.local()");
    alive.threads.emplace_back([] {
        const auto set = [] {
            PyObject* names = PyModule_GetDict(PyImport_AddModule("__main__"));
            Py_XDECREF(PyRun_String("local.value = Value()", Py_file_input, names, names));
            PyErr_Clear();
        };
        while (with_gil(set)) std::this_thread::sleep_for(200us);
    });
}

void timers(Alive& alive) {
    const TimerOptions counted{.name = "pending", .dropped = [&] { ++alive.dropped; }};
    alive.pending += 3;
    alive.engine.after(
        1h, [] {}, counted);
    alive.engine.every(
        1ms, [] { Py_XDECREF(PyObject_Repr(Py_None)); }, counted);
    alive.engine.every(1ms, alive.callable, {.name = "fails"});  // it needs an argument
    alive.engine.every(1h, alive.callable, counted);
    cell(alive, "from gimbal_console import timers\nimport time\n"
                "for i in range(20): timers.every(0.001, len, 'x'), timers.call_later(3600, print)\n"
                "timers.every(0.01, time.sleep, 0.02)");
}

// Native threads call one each, and the last one has work queued.
void interpreters(Alive& alive) {
    for (int i = 0; i < 2; ++i)
        alive.threads.emplace_back([&] {
            auto made = alive.engine.interpreters().create();
            if (!made || !made->exec("def twice(x): return 2 * x\ndef spin():\n    while True: x = bytes(10)")) return;
            for (int n = 0; n < 3; ++n) made->call_in_thread("__main__", "spin").then(On::any, [](Result<void>) {});
            {
                std::lock_guard lock(alive.mutex);
                alive.interpreters.push_back(*made);
            }
            while (made->call<int>("__main__", "twice", 4)) {}
        });
}
void interpreters_of_scripts(Alive& alive) {
    cell(alive, "from gimbal_console import interpreters\nother = interpreters.create(name='other')\n"
                "queue = interpreters.create_queue()\nother.prepare_main(queue=queue, data=memoryview(bytearray(99)))\n"
                "other.call_in_thread(exec, 'print(\"there\")\\nwhile True: x = bytes(10)')");
}

struct Counted {
    explicit Counted(std::atomic<int>& count) : count(count) { ++count; }
    ~Counted() { --count; }
    std::atomic<int>& count;
};
// Calls a function of a cell with a function of C++.
template <gil policy, class F>
void give(Alive& alive, Where where, const char* source, F function) {
    cell(alive, source);
    const auto counted = std::make_shared<Counted>(alive.callables);
    const auto bound = bind::Function::of<policy>("function", [counted, function] { return function(); });
    ++alive.futures;
    alive.engine.call<void>({.where = where}, "__main__", "use", bound).then(On::any, [&](Result<void>) {
        ++alive.ended;
    });
}
void threads_with_bound_functions(Alive& alive) {
    give<gil::keeps>(alive, Where::run,
                     "import threading, time\ndef use(function):\n"
                     "    def call():\n        while True: function(); time.sleep(0.001)\n"
                     "    threading.Thread(target=call, daemon=True).start()",
                     [] { return 1; });
}
void bound_functions(Alive& alive) {
    give<gil::releases>(alive, Where::run, "kept = []\ndef use(function): kept.append(function); function()",
                        [] { std::this_thread::sleep_for(1ms); });
}

// Work that ends when it is cancelled, which the end of the engine does.
PyRef endless_work(Alive& alive) {
    auto [future, work] = make_job(alive.engine, "endless",
                                   [counted = std::make_shared<Counted>(alive.works)](Job& job) {
                                       for (;; std::this_thread::sleep_for(100us)) job.poll();
                                   });
    std::thread(std::move(work)).detach();
    return to_awaitable(std::move(future));
}
void native_work(Alive& alive) {
    give<gil::keeps>(alive, Where::run,
                     "import asyncio, threading\nasync def wait(function): await function()\n"
                     "async def use(function):\n    global waiting\n"
                     "    waiting = [asyncio.create_task(wait(function)) for _ in range(3)]\n"
                     "    threading.Thread(target=lambda: function().result()).start()",
                     [&] { return endless_work(alive); });
    for (int i = 0; i < 3; ++i) alive.kept.push_back(alive.promises.emplace_back(alive.engine, "never").future());
}
void questions_of_scripts(Alive& alive) {
    alive.engine.post_to_handlers("offer", [&] {
        const PyRef ask = ui_function(alive.ui, "ask", [] { return 1; });
        if (ask) PyObject_SetAttrString(PyImport_AddModule("__main__"), "ask", ask.get());
    });
    cell(alive, "import threading, time\ndef asking():\n    while True:\n        try: ask()\n"
                "        except NameError: time.sleep(0.001)\n        except RuntimeError: break\n"
                "threading.Thread(target=asking).start()");
}

// Add a row for each new thing that may live at an exit.
struct Living {
    const char* name;
    void (*begin)(Alive& alive);
    bool uses_engine = false;   // on a thread that must not outlive it
    bool keeps_python = false;  // threads that do not end leave Python behind
};
constexpr Living all_living[] = {
    {"guards", guards},
    {"released guards", released_guards},
    {"short threads", short_threads},
    {"calls", calls_here, true},
    {"futures", futures},
    {"handlers", handlers},
    {"asyncio", tasks},
    {"printing threads", printing, false, true},
    {"questions", questions},
    {"local values", local_values},
    {"timers", timers},
    {"interpreters", interpreters, true},
    {"interpreters of scripts", interpreters_of_scripts},
    {"bound functions", bound_functions},
    {"threads with bound functions", threads_with_bound_functions, false, true},
    {"native work", native_work},
    {"questions of scripts", questions_of_scripts},
};

constexpr const char* last_cells[] = {"while True: unused = bytes(1000)",
                                      "import time; time.sleep(100)",
                                      "while True: print('line')",
                                      "input()",
                                      "pass",
                                      "import asyncio; asyncio.run(asyncio.sleep(100))"};

// --- Output, on a descriptor that the engine does not capture

class Output {
public:
    void write_text(const std::string& text) {
        for (std::size_t done = 0; done < text.size();) {
            const ssize_t written = ::write(to_, text.data() + done, text.size() - done);
            if (written <= 0) return;
            done += static_cast<std::size_t>(written);
        }
    }
    void operator()(ConsoleEvent& event) {
        std::uint64_t dropped = 0;
        if (auto* output = std::get_if<OutputText>(&event))
            for (const TextPiece& piece : output->block->take(dropped)) write_text(piece.text);
        if (auto* started = std::get_if<RunStarted>(&event)) last_started = started->run;
        if (auto* ended = std::get_if<RunEnded>(&event)) last_ended = ended->run;
        if (std::holds_alternative<EngineReady>(event)) is_ready = true;
    }
    RunId last_started = 0, last_ended = 0;
    bool is_ready = false;

private:
    const int to_ = dup(STDOUT_FILENO);
};

enum class Way { in_time, too_late, exception, sigterm, script };
constexpr const char* names_of_ways[] = {"in time", "too late", "exception", "SIGTERM", "script"};

class Storm {
public:
    explicit Storm(unsigned seed) : random_(seed), way_(static_cast<Way>(random_() % 5)) {}

    int run() {
        serve(30s, [&] { return output_.is_ready; });
        const RunId prepare = engine_->submit_cell("def function(x): return x + 1");
        serve(30s, [&] { return output_.last_ended == prepare; });
        auto found = engine_->eval<Callable>("function");
        serve(30s, [&] { return found.ready(); });
        alive_.callable = found.get(0ms).value();
        const bool may_end = random_() % 2 == 0;
        for (const Living& living : all_living)
            if (random_() % 3 != 0 && !(living.uses_engine && way_ == Way::exception) &&
                !(living.keeps_python && may_end))
                living.begin(alive_);
        // The word arrives although the exit may come right after it.
        const RunId printed = engine_->submit_cell("print('the last ' + 'line')");
        serve(60s, [&] { return output_.last_ended >= printed; });
        if (way_ == Way::script) engine_->submit_cell("exit(5)");
        else engine_->submit_cell(last_cells[random_() % std::size(last_cells)]);
        const auto moment = std::chrono::microseconds(random_() % 3 == 0 ? 0 : random_() % 100'000);
        serve(moment, [] { return false; });
        return leave();
    }

    // The engine is destroyed without a quit(). What Python leaves behind goes on until the end of the process.
    [[noreturn]] void unwind() {
        engine_.reset();
        output_.write_text("\nend 3 exception\n");
        _exit(3);
    }

private:
    EngineOptions options() {
        EngineOptions options = test::host_options();
        options.capture_descriptors = random_() % 2 == 0;
        return options;
    }

    // Frames of the host until the condition holds. A wait that must not be in vain is 30 s long.
    void serve(std::chrono::microseconds limit, const std::function<bool()>& wanted) {
        const auto until = std::chrono::steady_clock::now() + limit;
        PumpHooks hooks;
        hooks.ui = &ui_;
        while (!wanted() && std::chrono::steady_clock::now() < until && !pumped_.quit) {
            const Pumped now = pump(*engine_, output_, 4ms, hooks);
            if (now.quit) pumped_.quit = now.quit;
            std::this_thread::sleep_for(100us);
        }
        if (limit >= 30s && !wanted()) output_.write_text("waited in vain\n");
    }

    int leave() {
        int code = 0;
        if (way_ == Way::sigterm) {
            kill(getpid(), SIGTERM);
            serve(30s, [&] { return pumped_.quit.has_value(); });
        }
        if (way_ == Way::exception) throw std::runtime_error("of the host");
        ui_.close();  // what asks from now on gets an error
        const bool finalised = engine_->quit(way_ == Way::too_late ? std::array{0.0, 0.01, 0.05}[random_() % 3] : 20.0);
        pump(*engine_, output_, 100ms);
        alive_.over = true;
        output_.write_text("\nend " + std::to_string(code) + " " + names_of_ways[static_cast<int>(way_)] +
                           (finalised ? "" : ", left behind") + "\n");
        if (!finalised) _exit(code);
        for (std::thread& thread : alive_.threads) thread.join();
        const int futures = alive_.futures;
        alive_.kept.clear();
        alive_.interpreters.clear();
        engine_.reset();
        if (alive_.ended != futures) output_.write_text("a Future has not ended\n"), code = 9;
        if (alive_.dropped != alive_.pending) output_.write_text("a timer is not dropped\n"), code = 9;
        if (alive_.callables != 0) output_.write_text("a bound function is not destroyed\n"), code = 9;
        for (int i = 0; alive_.works != 0 && i < 30'000; ++i) std::this_thread::sleep_for(1ms);
        if (alive_.works != 0) output_.write_text("native work goes on after the end\n"), code = 9;
        return code;
    }

    Random random_;
    const Way way_;
    Output output_;
    Pumped pumped_;
    UiQueue ui_{[] {}};
    std::unique_ptr<Engine> engine_ = std::make_unique<Engine>(options());
    Alive alive_{.engine = *engine_, .ui = ui_};
};
}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return std::fprintf(stderr, "usage: exit_storm SEED\n"), 2;
    block_asynchronous_signals();
    Storm& storm = *new Storm(static_cast<unsigned>(std::atoi(argv[1])));  // threads that are left behind use it
    try {
        return storm.run();
    } catch (const std::exception&) { storm.unwind(); }
}
