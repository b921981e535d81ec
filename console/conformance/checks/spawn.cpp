// Worker processes of multiprocessing.
#include "conformance/host_under_test.h"

#include <filesystem>
#include <fstream>

#include "conformance/checks.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console::conformance {

std::string spawn_workers(const Job& job) {
    HostUnderTest host(job);
    const auto script = std::filesystem::path(job.folder) / "script.py";
    std::ofstream(script) << "import multiprocessing, os\n"
                             "def work(x): return x * x, os.path.realpath('/proc/self/exe')\n"
                             "if __name__ == '__main__':\n"
                             "    with multiprocessing.get_context('spawn').Pool(2) as pool:\n"
                             "        results = pool.map(work, range(4))\n"
                             "    print('squares', [square for square, _ in results])\n"
                             "    print('programs', {program for _, program in results})\n";
    const auto begin = Clock::now();
    const RunEnded end = host.wait_for_end(host.engine().submit_file(script));
    const double seconds = seconds_since(begin);
    require(end.state == RunState::done, "a pool of processes has failed: " + end.error.text);
    host.wait_for_text("squares [0, 1, 4, 9]");
    host.wait_for_text("programs {");
    const std::string own = std::filesystem::canonical("/proc/self/exe");
    require(host.text().find("'" + own + "'") == std::string::npos,
            "a worker is the host: set EngineOptions::launcher");
    host.quit();
    char text[64];
    std::snprintf(text, sizeof text, "2 workers answer after %.2f s", seconds);
    return text;
}

}  // namespace gimbal::console::conformance
