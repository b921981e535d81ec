// Threads of a script that never end.
#include "conformance/host_under_test.h"

#include <cstdio>

#include "conformance/checks.h"
#include "conformance/own_process.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

std::string exit_with_live_threads(const Job& job) {
    HostUnderTest& host = *new HostUnderTest(job);  // no destructor may run while Python is left behind
    host.run("import threading, time\n"
             "def spin():\n    while True: unused = bytes(1000)\n"
             "for _ in range(2): threading.Thread(target=spin, daemon=True).start()\n"
             "threading.Thread(target=time.sleep, args=[1000]).start()\nprint('started')");
    host.wait_for_text("started\n");
    const auto begin = Clock::now();
    require(!host.engine().quit(1), "quit() says that threads which run for ever have ended");
    const double seconds = seconds_since(begin);
    host.frame();
    char text[80];
    std::snprintf(text, sizeof text, "quit(1) returns false after %.2f s, and the program leaves by _exit", seconds);
    return text;
}

}  // namespace gimbal::console::conformance
