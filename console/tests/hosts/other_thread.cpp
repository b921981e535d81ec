// The UI thread need not be the process's first: one that makes the engine uses it and ends it.
#include "tests/hosts/host.h"
#include "tests/support/endless_loop.h"

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
void be_the_ui() {
    Host host;
    EXPECT(host.is_ready());
    const RunId run = host.engine.submit_cell(endless_loop);
    EXPECT(host.wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; }));
    host.engine.stop();
    EXPECT(host.wait_for<RunEnded>([=](const RunEnded& ended) { return ended.state == RunState::interrupted; }));

    EXPECT(host.engine.quit(30));
}
}  // namespace

int main() {
    for (int i = 0; i < 2; ++i) std::thread(be_the_ui).join();
    return result();
}
