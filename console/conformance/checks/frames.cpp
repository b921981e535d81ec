// The frames of the host beside a script.
#include "conformance/host_under_test.h"

#include <algorithm>
#include <cstdio>
#include <thread>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

namespace {
struct Frames {
    std::size_t count;
    double median, worst;
};

// At most `count` of them, as long as `goes_on` says.
Frames draw(
    HostUnderTest& host, int count, const std::function<bool()>& goes_on = [] { return true; }) {
    std::vector<double> seconds;
    for (int i = 0; i < count && goes_on(); ++i) {
        const auto begin = Clock::now();
        host.frame();
        seconds.push_back(seconds_since(begin));
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::ranges::sort(seconds);
    if (seconds.empty()) return {};
    return {seconds.size(), seconds[seconds.size() / 2], seconds.back()};
}
}  // namespace

std::string draw_beside_a_script(const Job& job) {
    const int count = job.quick ? 30 : 300;
    HostUnderTest host(job);
    const Frames idle = draw(host, count);
    const RunId spinning = host.engine().submit_cell("while True: unused = bytes(1000)");
    host.wait_until_running(spinning);
    const Frames beside = draw(host, count);
    host.engine().stop();
    host.wait_for_end(spinning);
    // C code keeps the GIL until it has computed the power. A frame that needed the GIL would wait for its end.
    const RunId keeps = host.engine().submit_cell("unused = 3 ** 4_000_000");
    host.wait_until_running(keeps);
    const Frames kept = draw(host, 10, [&] { return !host.has_ended(keeps); });
    require(kept.count > 2, "a frame waits for the GIL");
    host.wait_for_end(keeps);
    host.quit();
    char text[160];
    std::snprintf(text, sizeof text,
                  "median and worst: %.2f and %.2f ms idle, %.2f and %.2f ms beside a loop, %.2f and %.2f ms beside C "
                  "code that keeps the GIL",
                  1e3 * idle.median, 1e3 * idle.worst, 1e3 * beside.median, 1e3 * beside.worst, 1e3 * kept.median,
                  1e3 * kept.worst);
    return text;
}

}  // namespace gimbal::console::conformance
