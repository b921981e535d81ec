// The descriptors of the host: an Engine captures 1 and 2 only if an option says so, and gives them back at quit(). A
// script cannot close those of the host, unless an option lets it. None is left open.
#include "tests/hosts/host.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <utility>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
using File = std::pair<dev_t, ino_t>;

std::array<File, 3> standard_files() {
    std::array<File, 3> files;
    for (int number = 0; number < 3; ++number) {
        struct stat found {};
        fstat(number, &found);
        files[static_cast<std::size_t>(number)] = {found.st_dev, found.st_ino};
    }
    return files;
}

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
    return count;
}

void with_capture() {
    const auto before = standard_files();
    EngineOptions options = host_options();
    options.capture_descriptors = true;
    Host host(options);
    EXPECT(host.is_ready());
    EXPECT(standard_files()[1] != before[1] && standard_files()[2] != before[2]);
    std::puts("printed by C");
    std::fflush(stdout);
    EXPECT(host.wait_for_text("printed by C\n"));
    EXPECT(host.engine.quit(30));
    EXPECT(standard_files() == before);
}

void without_capture() {
    const auto before = standard_files();
    Host host;
    EXPECT(host.run("print('of Python')") == RunState::done);
    EXPECT(standard_files() == before);
    EXPECT(host.engine.quit(30));
    EXPECT(standard_files() == before);
}

// Whether a script can close a descriptor that was open before the Engine.
bool script_closes_ours(bool guard) {
    const int ours = open("/dev/null", O_RDONLY | O_CLOEXEC);
    EngineOptions options = host_options();
    options.guard_descriptors = guard;
    Host host(options);
    const std::string close_it = "import os\nos.close(" + std::to_string(ours) + ")";
    const bool closed = host.run(close_it) == RunState::done;
    EXPECT(closed == (fcntl(ours, F_GETFD) < 0));
    EXPECT(host.engine.quit(30));
    if (!closed) EXPECT(close(ours) == 0);
    return closed;
}
}  // namespace

int main() {
    without_capture();
    const std::size_t open_before = open_descriptors();
    with_capture();
    without_capture();
    EXPECT(!script_closes_ours(true));
    EXPECT(script_closes_ours(false));
    EXPECT(open_descriptors() == open_before);
    return result();
}
