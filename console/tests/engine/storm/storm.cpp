// engine_storm SEED SECONDS: several threads call every function of one engine at random with a fixed seed, and quit it
// meanwhile. Prints a summary on stdout and broken promises on stderr. The exit code is 0 if there are none.
#include "gimbal/console/python/call.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/platform/wake_up.h"
#include "gimbal/console/engine.h"
#include "tests/engine/storm/book.h"
#include "tests/support/endless_loop.h"
#include "tests/support/test_paths.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

// The functions that the runs call. Each line names its writer and counts up. Only Python's main thread may see an
// interrupt. A printer prints its line in parts, between which other threads run, and says so if that took as long as
// an open line is kept.
const char* const words = R"(
import asyncio, atexit, sys, threading, time, itertools
numbers, names = {}, itertools.count()
def say(writer):
    n = numbers.get(writer, -1) + 1
    sys.stdout.write(f'<{writer}> {n}\n')
    numbers[writer] = n                                     # an interrupt between the two repeats a number: see Cell
class Cell:
    def __init__(self): self.name, self.n = f'cell {next(names)}', 0
    def __call__(self, times=1):
        for _ in range(times):
            n, self.n = self.n, self.n + 1                  # an interrupt after this line skips a number
            sys.stdout.write(f'<{self.name}.{n}> 0\n')
def thread_body(name, times):
    try:
        for _ in range(times): say(name); time.sleep(0.001)
    except KeyboardInterrupt: sys.stdout.write(f'struck {name}\n')
def start_threads(count, times):
    for _ in range(count):
        threading.Thread(target=thread_body, args=(f'thread {next(names)}', times), daemon=True).start()
class Number:
    def __init__(self, n, wait): self.n, self.wait = n, wait
    def __str__(self): time.sleep(self.wait); return str(self.n)
def print_line(name, n, wait=0):
    began = time.monotonic()
    print(f'<{name}>', Number(n, wait))
    if time.monotonic() - began >= 0.02: print(f'slow {name}')
def printer_body(name, times):
    try:
        for n in range(times): print_line(name, n, 0.06 if n % 10 == 5 else 0)
    except KeyboardInterrupt: sys.stdout.write(f'struck {name}\n')
def start_printers(count, times):
    for _ in range(count):
        threading.Thread(target=printer_body, args=(f'printer {next(names)}', times), daemon=True).start()
def swallow(times):
    for _ in range(times):
        try: time.sleep(100)
        except KeyboardInterrupt: sys.stdout.write('swallowed\n')
def cleanup():
    try: time.sleep(100)
    finally: Cell()(3)
async def tasks():
    try: await asyncio.gather(*(asyncio.sleep(0.001 * i) for i in range(10)))
    finally: Cell()(1)
async def wait_for_ever():
    await asyncio.sleep(100)
def from_call(): Cell()(5)
handled = itertools.count()
def handler():
    try: print_line('printer of handlers', next(handled))
    except KeyboardInterrupt: sys.stdout.write('struck a handler\n')
)";

std::vector<std::string> cells() {
    return {"1 + 1",
            "Cell()(20)",
            "for i in range(2000): pass",
            "raise ValueError('storm')",
            "def",
            "x = [i for i in range(1000)]\nx",
            "time.sleep(0.002)",
            "time.sleep(100)",
            endless_loop,
            "swallow(2)",
            "cleanup()",
            "start_threads(2, 20)",
            "input()",
            "import sys; sys.exit(3)",
            "exit()",
            "asyncio.run(tasks())",
            "asyncio.run(wait_for_ever())",
            "threading.Event().wait()",
            "list(itertools.islice((bytes(10) for _ in iter(int, 1)), 5000)) and None",
            "def deep(n): return deep(n + 1)\ndeep(0)",
            "class Bad:\n    def __repr__(self): raise KeyError('repr')\nBad()",
            "class Slow:\n    def __repr__(self): time.sleep(100)\nSlow()",
            "try:\n    time.sleep(0.01)\nfinally:\n    Cell()(2)",
            "import warnings; warnings.warn('storm')",
            "del undefined",
            "threading.Timer(0.001, thread_body, ('timer %d' % next(names), 3)).start()",
            "Cell()(500)",
            "print(end='')",
            "start_printers(4, 20)",
            "start_printers(2, 20); Cell()(50); time.sleep(0.02)"};
}

class Storm {
public:
    Storm(unsigned seed, double seconds) : seed_(seed), seconds_(seconds), engine_(options()) {
        script_ = std::filesystem::temp_directory_path() / ("gimbal-storm-" + std::to_string(getpid()) + ".py");
        std::ofstream(script_)
            << "import sys, time\nsys.stdout.write('<file %s> 0\\n' % sys.argv[1])\ntime.sleep(0.001)\n";
    }

    int run() {
        submit([&] { return engine_.submit_cell(words); });
        for (const auto patience = Clock::now() + to_duration(60); ends_ == 0 && Clock::now() < patience; drain())
            woken_.wait(5);
        std::vector<std::jthread> drivers;
        for (unsigned i = 0; i < 4; ++i) drivers.emplace_back([this, i] { drive(seed_ * 16 + i); });
        const auto end = Clock::now() + to_duration(seconds_);
        auto last_end = Clock::now();
        for (std::size_t ended = 0; Clock::now() < end;) {
            woken_.wait(5);
            drain();
            if (ends_ != ended) {
                ended = ends_;
                last_end = Clock::now();
            }
            if (seconds_since(last_end) > 0.05) stops_.press([&] { engine_.stop(); });  // only Stop ends this run
        }
        bool finalised = false;
        stops_.press([&] { finalised = engine_.quit(10.0); });  // while all drivers still work
        over_ = true;
        drivers.clear();
        drain();
        if (asked_for_ != answered_) book_.broken("every Future ends, and once");
        book_.close(stops_, finalised);
        std::filesystem::remove(script_);
        return say_what_was(finalised);
    }

private:
    EngineOptions options() {
        EngineOptions options;
        options.launcher = test_python();
        options.search_paths = {test_console()};
        options.handle_quit_signals = false;
        options.wake = [this] { woken_.notify(); };
        options.run_began = [this](const RunInfo&) { host_work("run_began"); };
        options.run_ended = [this](const RunInfo&, RunState) { host_work("run_ended"); };
        return options;
    }

    // Python code of the host at the borders of each run. Thread: script. GIL: held.
    void host_work(const char* where) {
        PyRef globals = PyRef::steal(PyDict_New());
        PyDict_SetItemString(globals.get(), "__builtins__", PyEval_GetBuiltins());
        PyRef done = PyRef::steal(
            PyRun_String("','.join([str(i) for i in range(30)])", Py_eval_input, globals.get(), globals.get()));
        if (done) return;
        PyErr_Clear();
        book_.broken(std::string("an interrupt in the host's hook ") + where);
    }

    template <class Submit>
    RunId submit(Submit&& submit) {
        const auto asked = Clock::now();
        const RunId run = submit();
        book_.submitted(run, asked);
        newest_.store(run);
        return run;
    }

    void call_from_handlers() {
        engine_.post_to_handlers("call", [this] {
            PyObject* function = PyDict_GetItemString(PyModule_GetDict(PyImport_AddModule("__main__")), "from_call");
            if (!function) return;
            const auto asked = Clock::now();
            const RunId run = engine_.submit_call(Callable::of(function), "from_call");
            book_.submitted(run, asked);
        });
    }

    // A result ends once and is the right one or an error, whatever happens to the code. Only Stop interrupts runs
    // here, so the other threads get the deadlines.
    void ask_for_result(std::mt19937& random) {
        const Where where = std::array{Where::run, Where::handlers, Where::here}[random() % 3];
        const std::chrono::milliseconds deadline(where == Where::run ? 0 : random() % 4);
        const auto asked = Clock::now();
        ++asked_for_;
        auto future = engine_.eval<int>("sum(range(20_000))", {.where = where, .deadline = deadline});
        if (future.run() != 0) book_.submitted(future.run(), asked);
        future.then(On::any, [this](Result<int> result) {
            if (result.value_or(199'990'000) != 199'990'000) book_.broken("a result is that of its expression");
            ++answered_;
        });
        if (where != Where::run && random() % 2 == 0) future.cancel();
    }

    // Thread: a driver.
    void drive(unsigned seed) {
        std::mt19937 random(seed);
        const std::vector<std::string> sources = cells();
        int files = 0;
        while (!over_) {
            if (newest_.load() > ends_.load() + 12) {  // keep the queue short
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
                if (random() % 50 != 0) continue;
            }
            switch (random() % 20) {
                case 0:
                    if (is_stormy() && random() % 4 == 0) stops_.press([&] { engine_.stop(); });
                    break;
                case 1:
                    for (int i = 0; is_stormy() && i < 20; ++i) stops_.press([&] { engine_.stop(); });
                    break;
                case 2:
                    if (is_stormy() && newest_.load() < ends_.load() + 4) stops_.press([&] { engine_.stop(); });
                    break;
                case 3: engine_.remove_queued(newest_.load() - random() % 8); break;
                case 4: engine_.answer_input(book_.newest_question(), "an answer"); break;
                case 5: engine_.complete("sys.std", 7); break;
                case 6: engine_.post_to_handlers("handler", [] { PyRef done = PyRef::steal(call("handler")); }); break;
                case 7: call_from_handlers(); break;
                case 8: engine_.report_progress("storm", 0.5); break;
                case 9:
                    submit([&] {
                        return engine_.submit_file(script_, {std::to_string(seed) + "." + std::to_string(files++)});
                    });
                    break;
                case 10:
                    submit([&] {
                        return engine_.submit_source("import sys\nsys.stdout.write('<source " + std::to_string(seed) +
                                                         "." + std::to_string(files++) + "> 0\\n')\n",
                                                     "storm.py");
                    });
                    break;
                case 11:
                    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 30));
                    break;  // some time without a Stop
                case 12: ask_for_result(random); break;
                default: submit([&] { return engine_.submit_cell(sources[random() % sources.size()]); });
            }
            if (random() % 4 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 2000));
        }
    }
    // Stops come in bursts. Leftovers of a Stop would show in the time between.
    bool is_stormy() const { return static_cast<int>(seconds_since(begin_) * 20) % 3 == 0; }

    static PyObject* call(const char* name) {  // new reference or nullptr. GIL: held
        PyObject* function = PyDict_GetItemString(PyModule_GetDict(PyImport_AddModule("__main__")), name);
        return function ? PyObject_CallNoArgs(function) : nullptr;
    }

    // Thread: UI.
    void drain() {
        ConsoleEvent event;
        while (engine_.try_dequeue_event(event)) {
            if (auto* output = std::get_if<OutputText>(&event)) {
                std::uint64_t dropped = 0;
                const std::vector<TextPiece> pieces = output->block->take(dropped);
                book_.read_text(pieces, dropped);
            }
            if (std::holds_alternative<RunEnded>(event) || std::holds_alternative<RunRemoved>(event)) ++ends_;
            book_.read(event);
        }
    }

    int say_what_was(bool finalised) {
        const int broken = book_.broken_promises();
        std::printf("seed %u: %zu runs, %d results, %d done, %d failed, %d interrupted, %d removed, %zu stops, %llu "
                    "lines, %llu of "
                    "them in parts, "
                    "%s, %d broken promises\n",
                    seed_, book_.runs(), answered_.load(), book_.count(RunState::done), book_.count(RunState::failed),
                    book_.count(RunState::interrupted), book_.removed(), stops_.count(),
                    static_cast<unsigned long long>(book_.lines()),
                    static_cast<unsigned long long>(book_.lines_in_parts()), finalised ? "finalised" : "left", broken);
        const bool all_kinds = book_.count(RunState::done) > 0 && book_.count(RunState::failed) > 0 &&
                               book_.count(RunState::interrupted) > 0 && book_.removed() > 0 && book_.lines() > 0;
        if (!all_kinds) std::fprintf(stderr, "not every kind of event occurred: give it more seconds\n");
        std::fflush(stdout);
        return broken == 0 && all_kinds ? 0 : 1;
    }

    const unsigned seed_;
    const double seconds_;
    std::filesystem::path script_;
    WakeUp woken_;  // outlives the engine, which notifies it
    Book book_;
    StopTimes stops_;
    std::atomic<RunId> newest_{0};
    std::atomic<std::size_t> ends_{0};
    std::atomic<bool> over_{false};
    std::atomic<int> asked_for_{0}, answered_{0};
    const Clock::time_point begin_ = Clock::now();
    Engine engine_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "engine_storm SEED SECONDS, e.g. engine_storm 1 5\n");
        return 2;
    }
    block_asynchronous_signals();
    Storm storm(static_cast<unsigned>(std::atoi(argv[1])), std::atof(argv[2]));
    _exit(storm.run());  // a thread may be left behind
}
