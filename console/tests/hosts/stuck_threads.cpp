// Quit while a thread of the host keeps a guard for ever: it ends within its limit, SIGTERM is obeyed from then on, and
// the others have ended.
#include "gimbal/console/python/gil.h"

#include "tests/hosts/host.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
void quit_and_wait_for_sigterm() {
    Host host;
    if (!host.is_ready()) _exit(2);
    std::atomic<bool> stuck{false};
    std::atomic<int> waiting{0}, ended{0};
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
        GilGuard guard;
        GilRelease unlocked;
        stuck = true;
        for (;;) pause();
    });
    if (!wait_until([&] { return stuck.load(); })) _exit(3);
    const RunId run = host.engine.submit_cell("sum(range(10**11))");  // C code that keeps the GIL
    if (!host.wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; })) _exit(4);
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            ++waiting;
            GilGuard guard;
            ++ended;
        });
    }
    if (!wait_until([&] { return waiting == 8; })) _exit(5);
    if (host.engine.quit(1)) _exit(6);
    // Two of them wait inside CPython for the GIL that C code keeps. The others do not.
    if (!wait_until([&] { return ended >= 6; })) _exit(7);
    [[maybe_unused]] const auto written = write(STDOUT_FILENO, "left\n", 5);
    for (;;) pause();
}
}  // namespace

int main() {
    int ends[2];
    if (pipe(ends) != 0) return 1;
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        quit_and_wait_for_sigterm();
    }
    close(ends[1]);
    char text[8] = {};
    EXPECT(read(ends[0], text, 5) == 5);
    kill(child, SIGTERM);
    int status = 0;
    waitpid(child, &status, 0);
    if (!EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM)) std::fprintf(stderr, "status %d\n", status);
    return result();
}
