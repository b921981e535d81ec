// An Engine may follow another one, also one that has not started.
#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

int main() {
    for (int i = 0; i < 3; ++i) {
        Host host;
        EXPECT(host.engine.state() == EngineState::starting || host.engine.state() == EngineState::ready);
        EXPECT(host.run("import asyncio, json, threading\nprint(await asyncio.sleep(0, 'ran'))") == RunState::done);
        EXPECT(host.text == "ran\n");
        EXPECT(host.engine.state() == EngineState::ready);
        EXPECT(host.engine.quit(30));
        EXPECT(host.engine.state() == EngineState::ended);
        EngineOptions wrong = host_options();
        wrong.python_home = "/nowhere";
        if (i != 1) continue;
        try {
            Engine second(wrong);  // the first one lives until the brace
            EXPECT(false);
        } catch (const AlreadyRunning&) {}
    }
    EngineOptions wrong = host_options();
    wrong.python_home = "/nowhere";
    {
        Host failed(wrong);
        EXPECT(failed.wait_for<EngineFailed>());
        EXPECT(failed.engine.quit(30));
    }
    Host last;
    EXPECT(last.run("print('once more')") == RunState::done);
    EXPECT(last.engine.quit(30));
    return result();
}
