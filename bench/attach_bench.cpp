// Measures calls of a Python function from native threads of the host, in turns of a round each because a busy machine
// slows all: bare PyGILState_Ensure and Release (the floor), the same on threads that keep their thread state,
// pybind11, GilGuard, and the typed call of a Callable. usage: attach_bench [ROUNDS]. Prints a Markdown table.
#include "gimbal/console/python/call.h"

#ifdef GIMBAL_BENCH_PYBIND11
#include <pybind11/pybind11.h>
#endif
#include <unistd.h>

#include <algorithm>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/benched_engine.h"
#include "gimbal/console/base/clock.h"

using namespace gimbal::console;

namespace {
using Work = std::function<void(int calls)>;  // of one thread

// A thread state for the life of the object, detached. It makes the floor of a GilGuard.
class KeptState : NonCopyable {
public:
    KeptState() : state_(PyGILState_Ensure()), detached_(PyEval_SaveThread()) {}
    ~KeptState() {
        PyEval_RestoreThread(detached_);
        PyGILState_Release(state_);
    }

private:
    PyGILState_STATE state_;
    PyThreadState* detached_;
};

// The engine, and a function that adds one. Each call attaches the calling thread and detaches it.
class Subject : BenchedEngine {
public:
    using BenchedEngine::spin;
    Subject() {
        std::thread([&] {
            const GilGuard guard;
            if (!guard) throw std::runtime_error("no interpreter runs");
            const PyRef globals = PyRef::steal(PyDict_New());
            const PyRef made = PyRef::steal(
                PyRun_String("def f(x): return x + 1", Py_file_input, globals.get(), globals.get()));
            function_ = Py_NewRef(PyDict_GetItemString(globals.get(), "f"));
            callable_ = Callable::of(function_);
#ifdef GIMBAL_BENCH_PYBIND11
            pybind11::detail::get_internals();  // remember the thread state that makes them
#endif
        }).join();
    }
    ~Subject() {
        std::thread([&] {
            if (const GilGuard guard; guard) Py_DECREF(function_);
        }).join();
    }

    void bare(int calls) const {
        for (int i = 0; i < calls; ++i) {
            const PyGILState_STATE state = PyGILState_Ensure();
            call(i);
            PyGILState_Release(state);
        }
    }
    void bare_kept(int calls) const {
        const KeptState kept;
        bare(calls);
    }
#ifdef GIMBAL_BENCH_PYBIND11
    void pybind11_acquire(int calls) const {
        for (int i = 0; i < calls; ++i) {
            const pybind11::gil_scoped_acquire acquired;
            call(i);
        }
    }
#endif
    void guard(int calls) const {
        for (int i = 0; i < calls; ++i)
            if (const GilGuard guard; guard) call(i);
    }
    void typed_call(int calls) {
        for (int i = 0; i < calls; ++i) {
            auto future = engine_.call<std::int64_t>({.where = Where::here}, callable_, i);
            if (future.get(std::chrono::milliseconds(0)).value() != i + 1) throw std::runtime_error("another value");
        }
    }

private:
    void call(std::int64_t i) const {
        PyObject* number = PyLong_FromLongLong(i);
        PyObject* result = PyObject_CallOneArg(function_, number);
        if (PyLong_AsLongLong(result) != i + 1) throw std::runtime_error("another value");
        Py_DECREF(result);
        Py_DECREF(number);
    }
    PyObject* function_ = nullptr;
    Callable callable_;
};

// Seconds for all calls.
double round_of(int threads, int calls, const Work& work) {
    std::barrier together(threads + 1);
    std::vector<std::jthread> callers;
    for (int i = 0; i < threads; ++i)
        callers.emplace_back([&] {
            together.arrive_and_wait();
            work(calls / threads);
        });
    const auto began = Clock::now();  // before, because the callers may end before this thread runs again
    together.arrive_and_wait();
    callers.clear();  // joins
    return seconds_since(began);
}

struct Column {
    const char* name;
    Work work;
};

// The calls a second of the best round.
void row(std::FILE* table, const std::vector<Column>& columns, int threads, int rounds, const char* beside) {
    constexpr int calls = 19'200;
    std::vector<double> best(columns.size(), 1e9);
    for (int i = 0; i < rounds; ++i)
        for (std::size_t c = 0; c < columns.size(); ++c)
            best[c] = std::min(best[c], round_of(threads, calls, columns[c].work));
    std::fprintf(table, "| %d%s |", threads, beside);
    for (const double seconds : best) std::fprintf(table, " %.0f |", calls / seconds);
    std::fprintf(table, " %.1f |\n", best[0] / best[columns.size() - 2]);
    std::fflush(table);
}
}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 30;
    std::FILE* table = fdopen(dup(STDOUT_FILENO), "w");
    block_asynchronous_signals();
    Subject subject;
    const std::vector<Column> columns = {
        {"bare Ensure and Release", [&](int calls) { subject.bare(calls); }},
#ifdef GIMBAL_BENCH_PYBIND11
        {"pybind11", [&](int calls) { subject.pybind11_acquire(calls); }},
#endif
        {"bare, state kept", [&](int calls) { subject.bare_kept(calls); }},
        {"`GilGuard`", [&](int calls) { subject.guard(calls); }},
        {"`call<int64>`", [&](int calls) { subject.typed_call(calls); }},
    };
    std::fprintf(table, "Calls a second, best of %d:\n\n| threads |", rounds);
    for (const Column& column : columns) std::fprintf(table, " %s |", column.name);
    std::fprintf(table, " `GilGuard` / bare |\n| --- |");
    for (std::size_t i = 0; i <= columns.size(); ++i) std::fprintf(table, " --- |");
    std::fprintf(table, "\n");
    for (const int threads : {1, 8, 64}) row(table, columns, threads, rounds, "");
    subject.spin();
    for (const int threads : {1, 8, 64}) row(table, columns, threads, std::max(rounds / 10, 1), ", beside a script");
}
