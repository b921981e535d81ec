// Measures calls of bound functions, what a release of the GIL costs, and how two threads of a script share two cores.
// usage: bind_bench [ROUNDS]. Prints Markdown tables. The floor is a hand-written METH_FASTCALL | METH_KEYWORDS
// function of the same body. The kinds take turns, a round each, because a busy machine slows all of them.
#include "gimbal/console/python/bind.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#if GIMBAL_BENCH_PYBIND11
#include <pybind11/pybind11.h>
#endif

#include "gimbal/console/python/bound.h"
#include "bench/benched_engine.h"
#include "gimbal/console/base/clock.h"

using namespace gimbal::console;
using bind::arg;

namespace {

double scaled(double value, std::int64_t count) { return value * static_cast<double>(count); }

// Arithmetic that a compiler cannot remove.
double work(std::int64_t steps) {
    double x = 0.5;
    for (std::int64_t i = 0; i < steps; ++i) x = x * 0.999 + 0.001;
    return x;
}

PyObject* bare_scaled(PyObject*, PyObject* const* values, Py_ssize_t count, PyObject* names) {
    if (count != 2 || names) return PyErr_SetString(PyExc_TypeError, "scaled() takes 2 arguments"), nullptr;
    const double value = PyFloat_AsDouble(values[0]);
    if (value == -1 && PyErr_Occurred()) return nullptr;
    const long long factor = PyLong_AsLongLong(values[1]);
    if (factor == -1 && PyErr_Occurred()) return nullptr;
    return PyFloat_FromDouble(scaled(value, factor));
}
PyMethodDef bare_method{"scaled", as_method(bare_scaled), METH_FASTCALL | METH_KEYWORDS, nullptr};

const bind::Module bound_module("bound", "", [](bind::Module& m) {
    m.function<gil::keeps>("scaled", &scaled, arg("value"), arg("count"));
    m.function<gil::keeps>("ranged", &scaled, arg("value").in_range(0, 10), arg("count").in_range(0, 10));
    m.function<gil::releases>("released", &scaled, arg("value"), arg("count"));
    m.function<gil::keeps>("work_keeps", &work, arg("steps"));
    m.function<gil::releases>("work_releases", &work, arg("steps"));
});

PyRef attribute(PyObject* module, const char* name) {
    PyRef found = PyRef::steal(PyObject_GetAttrString(module, name));
    if (!found) throw std::runtime_error(name);
    return found;
}

struct Figures {
    double best, median, late;
};
Figures figures(std::vector<double> each) {
    std::ranges::sort(each);
    return {each.front(), each[each.size() / 2], each[each.size() * 9 / 10]};
}

// Nanoseconds of a call with two arguments, from C and so without the interpreter's own work.
double call_ns(PyObject* function, PyObject* names = nullptr) {
    constexpr int calls = 10'000;
    const PyRef value = PyRef::steal(PyFloat_FromDouble(1.5)), count = PyRef::steal(PyLong_FromLong(3));
    PyObject* values[] = {nullptr, value.get(), count.get()};
    const std::size_t positional = names ? 1 : 2;
    const auto begin = Clock::now();
    for (int i = 0; i < calls; ++i) {
        PyObject* result = PyObject_Vectorcall(function, values + 1, positional | PY_VECTORCALL_ARGUMENTS_OFFSET,
                                               names);
        if (!result) throw std::runtime_error(take_traceback().text);
        Py_DECREF(result);
    }
    return seconds_since(begin) / calls * 1e9;
}

struct Kind {
    const char* name;
    PyRef function, names;
    std::vector<double> rounds;
};

std::vector<Kind> kinds(PyObject* module) {
    std::vector<Kind> all;
    const PyRef by_name = PyRef::steal(Py_BuildValue("(s)", "count"));
    all.push_back({"floor: written by hand", PyRef::steal(PyCFunction_New(&bare_method, nullptr)), {}, {}});
    all.push_back({"bound, `gil::keeps`", attribute(module, "scaled"), {}, {}});
    all.push_back({"bound, with two ranges", attribute(module, "ranged"), {}, {}});
    all.push_back({"bound, one argument by name", attribute(module, "scaled"), by_name, {}});
    all.push_back({"made at run time from a lambda",
                   bind::function<gil::keeps>([](double value, std::int64_t count) { return scaled(value, count); }),
                   {},
                   {}});
#if GIMBAL_BENCH_PYBIND11
    const auto made = pybind11::cpp_function(&scaled, pybind11::arg("value"), pybind11::arg("count"));
    all.push_back({"pybind11", PyRef::borrow(made.ptr()), {}, {}});
    all.push_back({"pybind11, one argument by name", PyRef::borrow(made.ptr()), by_name, {}});
#endif
    all.push_back({"bound, `gil::releases`", attribute(module, "released"), {}, {}});
    return all;
}

// The median over the rounds of what `of` gives for a round of each kind.
template <class F>
double median_of_rounds(const Kind& kind, const Kind& other, F of) {
    std::vector<double> each;
    for (std::size_t i = 0; i < kind.rounds.size(); ++i) each.push_back(of(kind.rounds[i], other.rounds[i]));
    return figures(each).median;
}

void calls(std::FILE* table, PyObject* module, int rounds) {
    std::vector<Kind> all = kinds(module);
    for (int i = 0; i < rounds; ++i)
        for (Kind& kind : all) kind.rounds.push_back(call_ns(kind.function.get(), kind.names.get()));
    const Kind &floor = all[0], &kept = all[1], &released = all.back();
    std::fprintf(table,
                 "| A call with a float and an int | best of %d | median | 90 %% | best, ratio to the floor "
                 "| median of the rounds' ratios |\n| --- | --- | --- | --- | --- | --- |\n",
                 rounds);
    for (const Kind& kind : all) {
        const Figures own = figures(kind.rounds);
        std::fprintf(table, "| %s | %.1f ns | %.1f ns | %.1f ns | %.2f | %.2f |\n", kind.name, own.best, own.median,
                     own.late, own.best / figures(floor.rounds).best,
                     median_of_rounds(kind, floor, [](double ours, double least) { return ours / least; }));
    }
    std::fprintf(table,
                 "\nA release of the GIL that no other thread wants: %.0f ns at best, %.0f ns in the median.\n\n",
                 figures(released.rounds).best - figures(kept.rounds).best,
                 median_of_rounds(released, kept, [](double with, double without) { return with - without; }));
}

// Seconds in which `threads` threads each call `function(steps)` `count` times.
double threads_s(PyObject* function, int threads, int count, std::int64_t steps) {
    std::atomic<int> waiting{threads};
    std::vector<std::jthread> all;
    double seconds = 0;
    without_gil([&] {
        Clock::time_point begin{};
        for (int i = 0; i < threads; ++i)
            all.emplace_back([&] {
                waiting.fetch_sub(1);
                while (waiting.load() > 0) std::this_thread::yield();
                const GilGuard guard;
                const PyRef argument = PyRef::steal(PyLong_FromLongLong(steps));
                for (int n = 0; n < count; ++n) Py_XDECREF(PyObject_CallOneArg(function, argument.get()));
            });
        begin = Clock::now();
        all.clear();  // joins
        seconds = seconds_since(begin);
    });
    return seconds;
}

// Two threads do twice the work of one. 2: they run side by side; 1: one after the other.
double speed_up(PyObject* function, int count, std::int64_t steps, int rounds) {
    std::vector<double> ratios;
    for (int i = 0; i < rounds; ++i) {
        const double one = threads_s(function, 1, count, steps), two = threads_s(function, 2, count, steps);
        ratios.push_back(2 * one / two);
    }
    return figures(ratios).median;
}

void sharing(std::FILE* table, PyObject* module, int rounds) {
    const PyRef keeps = attribute(module, "work_keeps"), releases = attribute(module, "work_releases");
    const double step_ns = [&] {
        const auto begin = Clock::now();
        return work(20'000'000) > 0 ? seconds_since(begin) / 20'000'000 * 1e9 : 0;
    }();
    std::fprintf(table,
                 "| Two threads in one function that takes | speed-up over one, `gil::keeps` | `gil::releases` |\n"
                 "| --- | --- | --- |\n");
    for (const double micros : {0.1, 0.3, 1.0, 3.0, 10.0, 100.0, 10'000.0}) {
        const auto steps = static_cast<std::int64_t>(std::max(1.0, micros * 1000 / step_ns));
        const int count = static_cast<int>(std::clamp(200'000 / micros, 10.0, 200'000.0));
        std::fprintf(table, "| %.1f µs | %.2f | %.2f |\n", micros, speed_up(keeps.get(), count, steps, rounds),
                     speed_up(releases.get(), count, steps, rounds));
        std::fflush(table);
    }
}

class Subject : BenchedEngine {
public:
    void run(std::FILE* table, int rounds) {
        std::thread([&] {
            const GilGuard guard;
            if (!guard) throw std::runtime_error("no interpreter runs");
            const PyRef module = PyRef::steal(bound_module.create());
            calls(table, module.get(), rounds);
            sharing(table, module.get(), std::max(rounds / 60, 3));
        }).join();
    }
};
}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 300;
    std::FILE* table = fdopen(dup(STDOUT_FILENO), "w");  // because the engine captures the descriptor
    block_asynchronous_signals();
    Subject().run(table, rounds);
}
