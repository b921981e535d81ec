// Forks of the host: before an Engine, beside one and after it, the child has the host's exit functions and buffers.
#include "tests/hosts/host.h"

#include <sys/wait.h>
#include <unistd.h>

#include <memory>

#include "gimbal/console/python/forked_child.h"
#include "gimbal/console/ui_queue.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
int to_parent = -1;

// What the child wrote by its buffered stdout and its exit function, and its exit code.
std::string output_of_child(const std::function<void()>& in_child) {
    int ends[2];
    if (pipe(ends) != 0) return "no pipe";
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        dup2(ends[1], STDOUT_FILENO);
        to_parent = ends[1];
        std::atexit([] { [[maybe_unused]] const auto done = write(to_parent, "at exit, ", 9); });
        std::printf("buffered, ");  // a pipe is written at exit
        in_child();
        std::exit(3);
    }
    close(ends[1]);
    std::string output;
    char piece[256];
    for (ssize_t got = 0; (got = read(ends[0], piece, sizeof piece)) > 0;)
        output.append(piece, static_cast<std::size_t>(got));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return output + (WIFEXITED(status) ? "code " + std::to_string(WEXITSTATUS(status)) : "a signal");
}

const std::string all_kept = "at exit, buffered, code 3";
}  // namespace

int main() {
    EXPECT(output_of_child([] {}) == all_kept);
    // A child that was forked before any Engine can have one.
    const std::string own = output_of_child([] {
        Host host;
        if (host.run("print(1)") == RunState::done && host.text == "1\n") std::printf("own engine, ");
        if (!host.engine.quit(30)) std::printf("left, ");
    });
    EXPECT(own == "buffered, own engine, at exit, code 3");  // CPython flushes C's buffers at its end
    const std::string unwatched = output_of_child([] {
        EngineOptions options = host_options();
        options.watch_forks = false;
        Host host(options);
        EXPECT(host.is_ready());
        const std::string beside = output_of_child([] { std::printf(in_forked_child() ? "child, " : "unknown, "); });
        if (contains(beside, "unknown, ")) std::printf("no hook, ");
        host.engine.quit(30);
    });
    EXPECT(unwatched == "buffered, no hook, at exit, code 3");
    auto host = std::make_unique<Host>();
    EXPECT(host->is_ready());
    EXPECT(output_of_child([] { std::printf(in_forked_child() ? "child, " : ""); }) ==
           "at exit, buffered, child, code 3");
    // The child's copies of the engine's owner and of the engine may be destroyed.
    EXPECT(output_of_child([&] {
               if (host->engine.submit_cell("1") == 0) std::printf("refused, ");
               if (!host->engine.quit(1)) std::printf("not quit, ");
               host.reset();
           }) == "at exit, buffered, refused, not quit, code 3");
    EXPECT(host->run("print('goes on')") == RunState::done);
    EXPECT(host->engine.quit(30));
    EXPECT(output_of_child([] {
               UiQueue queue([] {});
               queue.post([] { std::printf("posted, "); });
               queue.drain(std::chrono::seconds(1));
           }) == "at exit, buffered, posted, code 3");
    host.reset();
    EXPECT(output_of_child([] {}) == all_kept);
    return result();
}
