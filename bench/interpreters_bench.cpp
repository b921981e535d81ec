// Measures sub-interpreters: pure-Python work in two of them at once against one after the other, what a call costs
// that goes to another interpreter, and how long making one takes. usage: interpreters_bench [ROUNDS]. Prints Markdown
// tables. The rows take turns, a round each, because a busy machine slows all. Each figure is the best of its rounds,
// and the speed-up also the median of the ratios of the rounds.
#include "gimbal/console/python/interpreter_call.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <future>
#include <thread>
#include <vector>

#include "bench/benched_engine.h"
#include "gimbal/console/base/clock.h"

using namespace gimbal::console;

namespace {
constexpr int calls = 20'000;
constexpr const char* code = "def f(): pass\n"
                             "def work(n):\n    total = 0\n    for i in range(n): total += i * i\n    return total\n";

// Of the processor, which a busy machine does not change.
template <class F>
double cpu_seconds_of(F&& work) {
    const auto begin = std::clock();
    work();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

template <class F>
double seconds_of(F&& work) {
    const auto begin = Clock::now();
    work();
    return seconds_since(begin);
}

struct Figures {
    double together = 1e9, in_turn = 1e9, call = 1e9, by_hand = 1e9, ensure = 1e9;
    std::vector<double> ratios, made, closed;  // of each round
};

class Subject : BenchedEngine {
public:
    Subject() {
        std::thread([&] {
            for (Interpreter* one : {&first_, &second_}) {
                *one = engine_.interpreters().create().value();
                one->exec(code).value();
            }
        }).join();
    }

    // Thread: any but UI.
    void measure(Figures& best) {
        const int n = 2'000'000;
        const auto work = [n](Interpreter& one) { one.call<std::int64_t>("__main__", "work", n).value(); };
        const double in_turn = seconds_of([&] { work(first_), work(second_); });
        const double together = seconds_of([&] {
            std::jthread other([&] { work(second_); });
            work(first_);
        });
        best.in_turn = std::min(best.in_turn, in_turn);
        best.together = std::min(best.together, together);
        best.ratios.push_back(in_turn / together);
        Interpreter third;
        best.made.push_back(cpu_seconds_of([&] { third = engine_.interpreters().create().value(); }));
        best.closed.push_back(cpu_seconds_of([&] { third.close().value(); }));
        best.call = std::min(best.call, seconds_of([&] {
                                 for (int i = 0; i < calls; ++i) first_.call<void>("__main__", "f").value();
                             }));
        std::thread([&] { best.by_hand = std::min(best.by_hand, by_hand()); }).join();
        best.ensure = std::min(best.ensure, bare_ensure());
    }

private:
    // The floor: a kept state of the interpreter, attached and detached around the call.
    double by_hand() {
        PyInterpreterState* interpreter = PyInterpreterState_Head();
        while (PyInterpreterState_GetID(interpreter) != first_.id()) interpreter = PyInterpreterState_Next(interpreter);
        PyThreadState* state = PyThreadState_New(interpreter);
        PyEval_RestoreThread(state);
        PyObject* function = PyObject_GetAttrString(PyImport_AddModule("__main__"), "f");
        PyEval_SaveThread();
        const double seconds = seconds_of([&] {
            for (int i = 0; i < calls; ++i) {
                PyEval_RestoreThread(state);
                Py_XDECREF(PyObject_CallNoArgs(function));
                PyEval_SaveThread();
            }
        });
        PyEval_RestoreThread(state);
        Py_XDECREF(function);
        PyThreadState_Clear(state);
        PyThreadState_DeleteCurrent();
        return seconds;
    }
    // The same in the main interpreter, as a native thread does it.
    double bare_ensure() {
        PyObject* function = nullptr;
        {
            const GilGuard guard;
            const PyRef names = PyRef::steal(PyDict_New());
            Py_XDECREF(PyRun_String(code, Py_file_input, names.get(), names.get()));
            function = Py_XNewRef(PyDict_GetItemString(names.get(), "f"));
        }
        const double seconds = seconds_of([&] {
            for (int i = 0; i < calls; ++i) {
                const PyGILState_STATE state = PyGILState_Ensure();
                Py_XDECREF(PyObject_CallNoArgs(function));
                PyGILState_Release(state);
            }
        });
        const GilGuard guard;
        Py_XDECREF(function);
        return seconds;
    }

    Interpreter first_, second_;
};
}  // namespace

namespace {
double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}
}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    Figures best;
    Subject subject;
    std::async(std::launch::async, [&] {
        for (int i = 0; i < rounds; ++i) subject.measure(best);
    }).get();
    const auto ns = [](double seconds) { return seconds / calls * 1e9; };
    std::printf("CPython %s, %s\n\n", PY_VERSION, has_own_gil() ? "own GIL" : "shared GIL");
    std::printf("| two interpreters, pure Python | |\n|---|---|\n");
    std::printf("| one after the other | %.0f ms |\n| at once | %.0f ms |\n| speed-up | %.2f |\n"
                "| speed-up, the median of %d rounds | %.2f |\n\n",
                best.in_turn * 1e3, best.together * 1e3, best.in_turn / best.together, rounds, median(best.ratios));
    std::printf("| an interpreter, processor time | best | median |\n|---|---|---|\n| is made | %.1f ms | %.1f ms |\n"
                "| is closed | %.1f ms | %.1f ms |\n\n",
                1e3 * std::ranges::min(best.made), 1e3 * median(best.made), 1e3 * std::ranges::min(best.closed),
                1e3 * median(best.closed));
    std::printf("| a call of a native thread | ns |\n|---|---|\n");
    std::printf("| Interpreter::call() of `f()` | %.0f |\n| floor: its thread state attached by hand | %.0f |\n"
                "| main interpreter, bare Ensure and Release | %.0f |\n",
                ns(best.call), ns(best.by_hand), ns(best.ensure));
}
