// Three things that a program's module does: a long call that Stop ends, a callback from a native thread, and an event
// to the program's own loop.
#include <gimbal/console/python/bind.h>  // these two include Python.h, so they come first
#include <gimbal/console/python/call.h>

#include "native.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

using namespace gimbal::console;
using bind::arg;

namespace {

// One engine per process, and the module lives as long as its interpreter.
Engine* engine = nullptr;
UiQueue* ui_queue = nullptr;
std::vector<std::jthread> tickers;  // used with the GIL held, or when no script runs any more

bool is_prime(std::int64_t n) {
    for (std::int64_t d = 2; d * d <= n; ++d)
        if (n % d == 0) return false;
    return n > 1;
}

// Its row releases the GIL, so other Python threads run meanwhile. Stop ends the loop, and the row then raises
// KeyboardInterrupt.
std::int64_t count_primes(std::int64_t limit) {
    std::atomic<bool> stopped = false;
    const Engine::StopListener listener(*engine, [&] { stopped = true; });
    std::int64_t count = 0;
    for (std::int64_t n = 2; n < limit && !stopped; ++n) count += is_prime(n);
    return count;
}

// A native thread calls callback(0), callback(1), ..., and this call returns at once. The thread itself never touches
// Python: the calls run on the engine's handlers thread.
void tick(const Callable& callback, int count) {
    tickers.emplace_back([callback, count](const std::stop_token& stop) {
        for (int i = 0; i < count && !stop.stop_requested(); ++i) {
            (void)engine->call<void>({.where = Where::handlers, .title = "native.tick", .show_errors = true}, callback,
                                     i);
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    });
}

// An event for the program's loop.
void show(const std::string& text) {
    ui_queue->post([text] { std::printf("shown: %s\n", text.c_str()); });
}

const bind::Module module("native", "What this program offers.", [](bind::Module& m) {
    m.function<gil::releases>("count_primes", &count_primes, "Count the primes below `limit`.",
                              arg("limit").at_least(0), bind::positional_only);
    m.function<gil::keeps>("tick", &tick, "Call callback(0) to callback(count - 1).", arg("callback"),
                           arg("count").in_range(0, 1'000'000'000), bind::positional_only);
    m.function<gil::keeps>("show", &show, "Show the text on the program's own thread.", arg("text"),
                           bind::positional_only);
});

}  // namespace

Extension native_module(UiQueue& ui) {
    ui_queue = &ui;
    return {"native", [](Engine& owner) {
                engine = &owner;
                return module.create();
            }};
}

std::string native_stub() { return module.stub(); }

void end_native_threads() { tickers.clear(); }
