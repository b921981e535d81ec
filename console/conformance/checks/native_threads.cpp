// Row 4: native threads call one Python function while scripts run.
#include "conformance/host_under_test.h"

#include <atomic>
#include <cstdio>
#include <thread>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

namespace {
int thread_states(HostUnderTest& host) {
    int count = -1;  // without that of the thread that counts
    host.on_a_native_thread([&] {
        with_gil([&] {
            PyThreadState* state = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
            for (; state; state = PyThreadState_Next(state)) ++count;
        });
    });
    return count;
}
}  // namespace

std::string native_threads_call(const Job& job) {
    const int threads = job.quick ? 8 : 64, calls = job.quick ? 100 : 1000;
    HostUnderTest host(job);
    host.run("def add(a, b): return a + b");
    const Callable add = host.eval<Callable>("add");
    const int before = thread_states(host);
    std::atomic<int> wrong{0}, ended{0}, states{0};
    std::vector<std::thread> callers;
    const auto begin = Clock::now();
    for (int i = 0; i < threads; ++i)
        callers.emplace_back([&, i] {
            PyThreadState* own = nullptr;
            for (int n = 0; n < calls; ++n) {
                auto sum = host.engine().call<int>({.where = Where::here}, add, i, n);
                wrong += sum.get(std::chrono::milliseconds(0)).value_or(-1) != i + n;
                PyThreadState* now = nullptr;
                with_gil([&] { now = PyThreadState_Get(); });
                states += now != own;
                own = now;
            }
            ++ended;
        });
    int runs = 0;
    while (ended < threads) host.run("for i in range(10_000): pass"), ++runs;
    for (std::thread& caller : callers) caller.join();
    const double seconds = seconds_since(begin);
    require(wrong == 0, std::to_string(wrong) + " calls had another result or none");
    require(states == threads, "a thread has had several thread states");
    host.wait_until("the thread states of ended threads to be freed", [&] { return thread_states(host) <= before; });
    host.quit();
    char text[128];
    std::snprintf(text, sizeof text, "%d threads made %d calls beside %d runs, %.0f a second, and left no thread state",
                  threads, threads * calls, runs, threads * calls / seconds);
    return text;
}

}  // namespace gimbal::console::conformance
