// Timers at the begin and the end of an engine: they wait for Python, are dropped at Quit, and handles may outlive it.
#include "gimbal/console/python/gil.h"

#include "tests/hosts/host.h"

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;
using namespace std::chrono_literals;

int main() {
    std::atomic<int> called{0}, dropped{0};
    const TimerOptions counted{.name = "counted", .dropped = [&] { ++dropped; }};
    Timer pending, repeating, late;
    {
        Host host;
        (void)host.engine.after(
            0ms, [&] { ++called; }, counted);  // Python has not started yet
        EXPECT(host.is_ready());
        EXPECT(wait_until([&] { return called == 1; }));

        // Quit is quick with many timers, calls `dropped` of each once, and not that of a cancelled one.
        for (int i = 0; i < 10'000; ++i)
            (void)host.engine.after(
                1h, [] { EXPECT(false); }, counted);
        pending = host.engine.after(
            1h, [] { EXPECT(false); }, counted);
        repeating = host.engine.every(
            1ms, [] {}, counted);
        Timer cancelled = host.engine.after(
            1h, [] { EXPECT(false); }, counted);
        EXPECT(cancelled.cancel());
        EXPECT(wait_until([&] { return repeating.calls() > 2; }));
        EXPECT(dropped == 0);
        EXPECT(host.engine.quit(30));
        EXPECT(dropped == 10'002);
        EXPECT(!pending.is_active());
        EXPECT(!repeating.is_active());
        EXPECT(!pending.cancel());

        late = host.engine.after(
            0ms, [] { EXPECT(false); }, counted);
        EXPECT(!late.is_active());
        EXPECT(dropped == 10'003);
    }
    EXPECT(!repeating.cancel());
    EXPECT(repeating.calls() > 2);
    repeating = {};

    // Python that cannot start drops them.
    EngineOptions options = host_options();
    options.python_home = "/nowhere";
    Host failing(options);
    Timer waits = failing.engine.after(
        1h, [] { EXPECT(false); }, counted);
    EXPECT(failing.wait_for<EngineFailed>());
    EXPECT(wait_until([&] { return dropped == 10'004; }));
    EXPECT(!waits.is_active());
    return result();
}
