// Python threads that live on at Quit are left behind: quit() says so, and another Engine is refused.
#include "gimbal/console/python/gil.h"

#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

int main() {
    {
        Host host;
        EXPECT(host.run("import threading, time\n"
                        "def spin():\n    while True: pass\n"
                        "threading.Thread(target=spin, daemon=True).start()\n"
                        "threading.Thread(target=time.sleep, args=[1000]).start()") == RunState::done);
        EXPECT(!host.engine.quit(1));
        EXPECT(host.engine.state() == EngineState::ended);
        std::thread([] { EXPECT(!with_gil([] {})); }).join();
    }
    std::string refusal;
    try {
        Engine second(host_options());
    } catch (const PythonUnavailable& error) { refusal = error.what(); }
    EXPECT(contains(refusal, "left Python behind"));
    leave_at_once();
}
