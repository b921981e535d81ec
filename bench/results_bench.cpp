// Measures Engine::eval() and call() from a native thread, from the call to the result, with the engine idle and beside
// a script that spins. usage: results_bench [REPEATS]. Prints a Markdown table. The floors: the same evaluation by
// CPython's functions between PyGILState_Ensure and Release, and a hand-over to another thread and back without Python.
#include "gimbal/console/python/call.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/benched_engine.h"
#include "gimbal/console/base/clock.h"

using namespace gimbal::console;

namespace {
constexpr auto limit = std::chrono::minutes(1);

void bare_eval() {
    const PyGILState_STATE state = PyGILState_Ensure();
    PyObject* names = PyModule_GetDict(PyImport_AddModule("__main__"));
    PyObject* code = Py_CompileString("1", "<bench>", Py_eval_input);
    PyObject* value = PyEval_EvalCode(code, names, names);
    if (PyLong_AsLongLong(value) != 1) throw std::runtime_error("1 is not 1");
    Py_DECREF(value);
    Py_DECREF(code);
    PyGILState_Release(state);
}

// A thread that answers, woken and waking by a condition variable.
class Echo {
public:
    void ask() {
        std::unique_lock lock(mutex_);
        asked_ = true;
        changed_.notify_all();
        changed_.wait(lock, [&] { return !asked_; });
    }
    ~Echo() {
        std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }

private:
    void answer() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [&] { return asked_ || ended_; });
            if (ended_) return;
            asked_ = false;
            changed_.notify_all();
        }
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    bool asked_ = false, ended_ = false;
    std::jthread thread_{[this] { answer(); }};
};

class Subject : BenchedEngine {
public:
    using BenchedEngine::spin;
    Engine& engine() { return engine_; }
    void on_a_native_thread(const std::function<void()>& work) { std::thread(work).join(); }
};

// `pause`: before each repeat. A thread that takes the GIL again at once gets it before a spinning script has woken, so
// beside one the script needs time to take the GIL back.
void row(std::FILE* table, const char* name, int repeats, const std::function<void()>& work,
         std::chrono::milliseconds pause = {}) {
    for (int i = 0; i < repeats / 10; ++i) work();  // caches and the thread state are warm
    std::vector<double> seconds;
    for (int i = 0; i < repeats; ++i) {
        std::this_thread::sleep_for(pause);
        const auto begin = Clock::now();
        work();
        seconds.push_back(seconds_since(begin));
    }
    std::ranges::sort(seconds);
    std::fprintf(table, "| %s | %.1f µs | %.1f µs | %.1f µs |\n", name, 1e6 * seconds[0],
                 1e6 * seconds[seconds.size() / 2], 1e6 * seconds[seconds.size() * 99 / 100]);
    std::fflush(table);
}

template <class T>
void expect(Future<T> future, T wanted) {
    if (future.get(limit).value() != wanted) throw std::runtime_error("another value");
}

void rows(std::FILE* table, Engine& engine, const Callable& add, int repeats, bool idle) {
    const std::string where = idle ? ", idle" : ", beside a spinning script";
    const std::chrono::milliseconds pause(idle ? 0 : 2);
    const auto named = [&](const char* what) { return what + where; };
    const auto eval_row = [&](const char* what, Where thread) {
        row(
            table, named(what).c_str(), repeats,
            [&] { expect<std::int64_t>(engine.eval<std::int64_t>("1", {.where = thread}), 1); }, pause);
    };
    if (idle) {
        Echo echo;
        row(table, "floor: a thread woken and back, without Python", repeats, [&] { echo.ask(); });
    }
    row(table, named("floor: bare Ensure, compile, EvalCode, Release").c_str(), repeats, bare_eval, pause);
    eval_row("`eval<int64>(\"1\")` on the calling thread", Where::here);
    eval_row("`eval<int64>(\"1\")` on the handlers thread", Where::handlers);
    if (idle) eval_row("`eval<int64>(\"1\")` as a run", Where::run);
    for (const auto& [what, thread] : {std::pair("`call<int64>(add, 1, 2)` on the calling thread", Where::here),
                                       std::pair("`call<int64>(add, 1, 2)` on the handlers thread", Where::handlers)})
        row(
            table, named(what).c_str(), repeats,
            [&] { expect<std::int64_t>(engine.call<std::int64_t>({.where = thread}, add, 1, 2), 3); }, pause);
}
}  // namespace

int main(int argc, char** argv) {
    const int repeats = argc > 1 ? std::atoi(argv[1]) : 2000;
    std::FILE* table = fdopen(dup(STDOUT_FILENO), "w");  // because the engine captures the descriptor
    block_asynchronous_signals();
    std::fprintf(table, "| A result in C++ | best of %d | median | 99 %% |\n| --- | --- | --- | --- |\n", repeats);
    Subject subject;
    subject.on_a_native_thread([&] {
        const Callable add =
            subject.engine().eval<Callable>("lambda a, b: a + b", {.where = Where::handlers}).get(limit).value();
        rows(table, subject.engine(), add, repeats, true);
    });
    subject.spin();
    subject.on_a_native_thread([&] {
        const Callable add =
            subject.engine().eval<Callable>("lambda a, b: a + b", {.where = Where::handlers}).get(limit).value();
        rows(table, subject.engine(), add, std::max(repeats / 10, 10), false);
    });
}
