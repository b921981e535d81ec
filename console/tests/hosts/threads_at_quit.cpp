// Quit with eight native threads that use Python all the time: each gets the GIL or a guard that is false, and none
// waits for ever.
#include "gimbal/console/python/gil.h"

#include "tests/hosts/host.h"

#include <atomic>
#include <memory>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
void quit_beside_threads(const std::string& cell) {
    Host host;
    EXPECT(host.is_ready());
    std::atomic<int> used{0}, refused{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (;;) {
                GilGuard guard;
                if (!guard) break;
                PyRun_SimpleString("sum(range(100))");
                ++used;
            }
            ++refused;
        });
    }
    EXPECT(wait_until([&] { return used >= 100; }));
    const RunId run = host.engine.submit_cell(cell);
    EXPECT(host.wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; }));
    EXPECT(host.engine.quit(30));
    for (std::thread& thread : threads) thread.join();
    EXPECT(refused == 8);
}
}  // namespace

int main() {
    quit_beside_threads("pass");
    quit_beside_threads("while True: pass");
    return result();
}
