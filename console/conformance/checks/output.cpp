// What is printed, by whom, and in which order.
#include "conformance/host_under_test.h"

#include <cstdio>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

std::string capture_output(const Job& job) {
    const EngineOptions options = options_of(job);
    if (!options.capture_output) throw Skipped("this host sets EngineOptions::capture_output to false");
    const int lines = job.quick ? 1000 : 100'000;
    HostUnderTest host(job);
    host.run("import sys\nfor i in range(3): print('out', i); print('err', i, file=sys.stderr)");
    host.wait_for_text("out 0\nerr 0\nout 1\nerr 1\nout 2\nerr 2\n");
    const std::size_t begin_of_lines = host.text().size();
    const auto begin = Clock::now();
    host.run("for i in range(" + std::to_string(lines) + "): print('line', i)");
    host.wait_for_text("line " + std::to_string(lines - 1) + "\n");
    const double seconds = seconds_since(begin);
    std::string wanted;
    for (int i = 0; i < lines; ++i) wanted += "line " + std::to_string(i) + "\n";
    require(host.text().substr(begin_of_lines) == wanted, "lines are lost, doubled or out of order");
    std::string native;
    if (options.capture_descriptors) {
        host.run("import ctypes, subprocess\n_ = ctypes.CDLL(None).puts(b'printed by C')\n"
                 "_ = subprocess.run(['echo', 'printed by a child'])");
        host.wait_for_text("printed by C\n");
        host.wait_for_text("printed by a child\n");
        native = ", also of C code and a child process";
    }
    host.quit();
    char text[128];
    std::snprintf(text, sizeof text, "%d lines at %.0f a second%s", lines, lines / seconds, native.c_str());
    return text;
}

}  // namespace gimbal::console::conformance
