// 64 native threads call one Python function 10,000 times each, while scripts run and the module with the function is
// reloaded. Each call gets its answer, and no thread state is left.
#include "gimbal/console/python/call.h"

#include "tests/hosts/host.h"
#include "tests/hosts/thread_state_count.h"

#include <atomic>
#include <filesystem>
#include <fstream>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
constexpr int threads = 64;
#ifdef __SANITIZE_THREAD__
constexpr int calls = 200;
#else
constexpr int calls = 10'000;
#endif

const char* const plug_in = "generation = globals().get('generation', 0) + 1\n"
                            "def add(a, b): return helper(a) + b\n"
                            "def helper(a): return a\n";

// Each fourth thread makes typed calls, the others use CPython's functions in a guard.
void call_typed(Host& host, const Callable& add, int number, std::atomic<std::int64_t>& sum) {
    for (int i = 0; i < calls; ++i)
        sum += host.engine.call<std::int64_t>({.where = Where::here}, add, number, i)
                   .get(std::chrono::milliseconds(0))
                   .value_or(-1'000'000'000);
}

void call_in_guard(const Callable& add, int number, std::atomic<std::int64_t>& sum) {
    for (int i = 0; i < calls; ++i) {
        const GilGuard guard;
        const PyRef result = PyRef::steal(guard ? PyObject_CallFunction(add.get(), "ii", number, i) : nullptr);
        sum += result ? PyLong_AsLongLong(result.get()) : -1'000'000'000;
    }
}
}  // namespace

int main() {
    char folder[] = "/tmp/gimbal-plug-in-XXXXXX";
    if (!mkdtemp(folder)) return 1;
    std::ofstream(std::string(folder) + "/plug_in.py") << plug_in;
    EngineOptions options = host_options();
    options.search_paths.push_back(folder);
    Host host(options);
    EXPECT(host.is_ready());
    auto found = host.engine.eval<Callable>("__import__('plug_in').add", {.where = Where::handlers});
    EXPECT(wait_until([&] { return found.ready(); }));
    const Callable add = found.get(std::chrono::milliseconds(0)).value();
    const int before = count_thread_states();

    std::atomic<std::int64_t> sum{0};
    std::atomic<int> ended{0};
    std::vector<std::thread> callers;
    for (int number = 0; number < threads; ++number)
        callers.emplace_back([&, number] {
            if (number % 4 == 0) call_typed(host, add, number, sum);
            else call_in_guard(add, number, sum);
            ++ended;
        });
    int runs = 0, reloads = 0;
    while (ended < threads) {
        const bool reload = runs % 2 == 0;
        EXPECT(host.run(reload ? "import importlib, plug_in; importlib.reload(plug_in)"
                               : "total = 0\nfor i in range(20_000): total += i") == RunState::done);
        ++runs;
        reloads += reload;
    }
    for (std::thread& caller : callers) caller.join();
    std::int64_t expected = 0;
    for (int number = 0; number < threads; ++number)
        expected += std::int64_t{calls} * number + std::int64_t{calls} * (calls - 1) / 2;
    if (!EXPECT(sum == expected)) std::fprintf(stderr, "the sum is wrong by %lld\n", (long long)(sum - expected));
    EXPECT(runs > 0);
    EXPECT(wait_until([&] { return count_thread_states() == before; }));
    auto generation = host.engine.eval<int>("__import__('plug_in').generation");
    EXPECT(wait_until([&] { return host.drain(), generation.ready(); }));
    EXPECT(generation.get(std::chrono::milliseconds(0)).value_or(0) == reloads + 1);
    EXPECT(host.engine.quit(30));
    std::filesystem::remove_all(folder);
    return result();
}
