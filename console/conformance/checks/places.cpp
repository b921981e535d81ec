// Row 2: where code runs, and its deadline.
#include "conformance/host_under_test.h"

#include <cstdio>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

namespace {
const char* const is_main_thread = "__import__('threading').current_thread() is __import__('threading').main_thread()";
const char* const endless = "exec('while True: unused = bytes(1000)')";
}  // namespace

std::string run_where_it_is_asked(const Job& job) {
    HostUnderTest host(job);
    Engine& engine = host.engine();
    require(host.eval<bool>(is_main_thread, Where::run), "a run is not on Python's main thread");
    require(!host.eval<bool>(is_main_thread, Where::handlers), "a handler is on Python's main thread");
    auto refused = engine.eval<bool>("True", {.where = Where::here});
    const auto why = refused.get(std::chrono::milliseconds(0));
    require(!why && why.error().why == NoResult::refused && !why.error().message.empty(),
            "Where::here is not refused on the UI thread");
    host.on_a_native_thread([&] {
        const auto here = engine.eval<bool>(is_main_thread, {.where = Where::here}).get(std::chrono::milliseconds(0));
        require(!here.value(), "Where::here is not on the calling thread");
    });

    double late = 0;
    for (const Where where : {Where::run, Where::handlers}) {
        const auto begin = Clock::now();
        const auto ended = host.result(
            engine.eval<void>(endless, {.where = where, .deadline = std::chrono::milliseconds(200)}));
        require(!ended && ended.error().why == NoResult::timed_out, "an endless loop has not ended by its deadline");
        late = std::max(late, seconds_since(begin) - 0.2);
    }
    const RunId run = engine.submit_cell(endless);
    host.wait_until_running(run);
    require(host.eval<int>("6 * 7") == 42, "a handler does not run beside a run");
    engine.stop();
    require(host.wait_for_end(run).state == RunState::interrupted, "Stop has not ended a loop");
    host.quit();
    char text[64];
    std::snprintf(text, sizeof text, "a loop ends %.0f ms after its deadline", 1e3 * late);
    return text;
}

}  // namespace gimbal::console::conformance
