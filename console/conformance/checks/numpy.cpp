// numpy and its arrays.
#include "conformance/host_under_test.h"

#include <numeric>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

std::string import_numpy(const Job& job) {
    HostUnderTest host(job);
    const auto begin = Clock::now();
    host.run("try: import numpy\nexcept ModuleNotFoundError: is_installed = False\nelse: is_installed = True");
    const double seconds = seconds_since(begin);
    if (!host.eval<bool>("is_installed")) {
        host.quit();
        throw Skipped("numpy is not installed for this Python (" + host.executable() + ")");
    }
    host.run("import numpy\nheights = numpy.arange(1000.0)");
    {
        const auto heights = host.eval<Array<const double>>("heights");
        require(std::accumulate(heights.begin(), heights.end(), 0.0) == 499'500, "a span has other numbers");
        host.run("heights[0] = 500");
        require(heights[0] == 500, "a span is a copy");
    }
    host.quit();
    char text[64];
    std::snprintf(text, sizeof text, "imported in %.2f s, its array is shared", seconds);
    return text;
}

}  // namespace gimbal::console::conformance
