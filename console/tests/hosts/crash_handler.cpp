// A crash is reported by the engine and then by the host's own handler. After quit() the host's is alone.
#include "tests/hosts/host.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
namespace fs = std::filesystem;

void own_handler(int, siginfo_t* info, void* context) {
    [[maybe_unused]] const auto done = write(STDOUT_FILENO, info && context ? "host's" : "no detail", 6);
    _exit(7);
}
void install() {
    struct sigaction action {};
    action.sa_sigaction = own_handler;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, nullptr);
}
bool is_in_place() {
    struct sigaction action {};
    sigaction(SIGSEGV, nullptr, &action);
    return action.sa_sigaction == own_handler;
}

struct Ended {
    std::string out;
    int code = -1;
};
Ended in_process(const std::function<void()>& body) {
    int ends[2];
    if (pipe(ends) != 0) return {};
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        body();
        _exit(9);
    }
    close(ends[1]);
    Ended ended;
    char piece[64];
    for (ssize_t got = 0; (got = read(ends[0], piece, sizeof piece)) > 0;)
        ended.out.append(piece, static_cast<std::size_t>(got));
    int status = 0;
    waitpid(child, &status, 0);
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ended;
}
}  // namespace

int main() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 0;  // they have handlers of their own
#endif
    const fs::path folder = fs::temp_directory_path() / ("host_crash." + std::to_string(getpid()));
    EngineOptions options = host_options();
    options.session_dir = folder;
    const auto crash_beside_engine = [&](bool before) {
        return in_process([&] {
            if (before) install();
            Host host(options);
            if (!host.is_ready()) _exit(8);
            if (!before) install();
            host.engine.submit_cell("import ctypes; ctypes.string_at(0)");
            wait_until([] { return false; });
        });
    };
    for (const bool before : {true, false}) {
        const Ended ended = crash_beside_engine(before);
        EXPECT(ended.code == 7);
        EXPECT(ended.out == "host's");
    }
    for (const bool before : {true, false}) {
        EXPECT(in_process([&] {
                   if (before) install();
                   Host host(options);
                   if (!host.is_ready()) _exit(8);
                   if (!before) install();
                   if (!host.engine.quit(30)) _exit(8);
                   _exit(is_in_place() ? 5 : 6);
               }).code == 5);
    }
    fs::remove_all(folder);
    return result();
}
