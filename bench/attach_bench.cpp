// Measures a call of a Python function from native threads of the host: attached by a GilGuard, and by the floor, bare
// PyGILState_Ensure and PyGILState_Release. usage: attach_bench [ROUNDS]. Prints a Markdown table. The two take turns,
// a round each, because a busy machine slows both.
#include "gimbal/console/python/gil.h"

#include <unistd.h>

#include <algorithm>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bench/benched_engine.h"
#include "gimbal/console/base/clock.h"

using namespace gimbal::console;

namespace {
constexpr int calls = 20'000;  // of a round, over all threads

// The engine and a function that does nothing. Each call attaches the calling thread and detaches it.
class Subject : BenchedEngine {
public:
    Subject() {
        std::thread([&] {
            const GilGuard guard;
            if (!guard) throw std::runtime_error("no interpreter runs");
            const PyRef globals = PyRef::steal(PyDict_New());
            const PyRef made = PyRef::steal(PyRun_String("def f(): pass", Py_file_input, globals.get(), globals.get()));
            function_ = Py_NewRef(PyDict_GetItemString(globals.get(), "f"));
        }).join();
    }
    ~Subject() {
        std::thread([&] {
            if (const GilGuard guard; guard) Py_DECREF(function_);
        }).join();
    }
    void call_with_guard() const {
        if (const GilGuard guard; guard) call();
    }
    void call_bare() const {
        const PyGILState_STATE state = PyGILState_Ensure();
        call();
        PyGILState_Release(state);
    }

private:
    void call() const { Py_XDECREF(PyObject_CallNoArgs(function_)); }
    PyObject* function_ = nullptr;
};

// Nanoseconds for each call.
template <class Call>
double round_of(int threads, Call&& call) {
    std::barrier together(threads + 1);
    std::vector<std::jthread> callers;
    for (int i = 0; i < threads; ++i)
        callers.emplace_back([&] {
            together.arrive_and_wait();
            for (int n = 0; n < calls / threads; ++n) call();
        });
    together.arrive_and_wait();
    const auto began = Clock::now();
    callers.clear();  // joins
    return seconds_since(began) / calls * 1e9;
}

struct Figures {
    double best, median;
};

Figures figures(std::vector<double> each) {
    std::ranges::sort(each);
    return {each.front(), each[each.size() / 2]};
}

void row(std::FILE* table, const Subject& subject, int threads, int rounds) {
    std::vector<double> guarded, bare;
    for (int i = 0; i < rounds; ++i) {
        bare.push_back(round_of(threads, [&] { subject.call_bare(); }));
        guarded.push_back(round_of(threads, [&] { subject.call_with_guard(); }));
    }
    const Figures ours = figures(guarded), floor = figures(bare);
    std::fprintf(table, "| %d | %.0f ns | %.0f ns | %.2f | %.0f ns | %.0f ns | %.2f |\n", threads, floor.best,
                 ours.best, ours.best / floor.best, floor.median, ours.median, ours.median / floor.median);
    std::fflush(table);
}
}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 30;
    std::FILE* table = fdopen(dup(STDOUT_FILENO), "w");
    block_asynchronous_signals();
    std::fprintf(
        table,
        "| threads that call | floor, best of %d | `GilGuard`, best | ratio | floor, median | `GilGuard`, median "
        "| ratio |\n| --- | --- | --- | --- | --- | --- | --- |\n",
        rounds);
    const Subject subject;
    for (const int threads : {1, 8}) row(table, subject, threads, rounds);
}
