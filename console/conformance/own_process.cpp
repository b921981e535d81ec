#include "conformance/own_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "gimbal/console/base/clock.h"

extern char** environ;

namespace gimbal::console::conformance {

namespace {
// A process group of its own, so that children of the program die with it. The signals are as a shell starts it.
pid_t spawn(const std::vector<std::string>& arguments, int output) {
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    pid_t child = -1;
    const int error = posix_spawn(&child, "/proc/self/exe", &files, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error == 0 ? child : -1;
}

// False: nothing more comes.
bool read_more(int from, std::string& output) {
    char piece[4096];
    const ssize_t got = read(from, piece, sizeof piece);
    if (got > 0) output.append(piece, static_cast<std::size_t>(got));
    return got > 0 || (got < 0 && errno == EINTR);
}
}  // namespace

std::string ProcessEnd::words() const {
    if (timed_out) return "did not end within its deadline and was killed";
    if (signal != 0) return std::string("was ended by ") + strsignal(signal);
    return "ended with exit code " + std::to_string(exit_code);
}

ProcessEnd run_this_program(const std::vector<std::string>& arguments, double seconds) {
    ProcessEnd end;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return end;
    const pid_t child = spawn(arguments, ends[1]);
    close(ends[1]);
    const auto deadline = Clock::now() + to_duration(seconds);
    int status = 0;
    // A grandchild may keep the pipe, so look at the process, too.
    for (bool open = true, alive = child > 0; alive;) {
        pollfd readable{open ? ends[0] : -1, POLLIN, 0};
        if (poll(&readable, 1, 5) > 0) {
            open = read_more(ends[0], end.output);
            if (open && Clock::now() < deadline) continue;  // also a process that prints for ever is killed
        }
        alive = waitpid(child, &status, WNOHANG) == 0;
        if (!alive || Clock::now() < deadline) continue;
        end.timed_out = true;
        kill(-child, SIGKILL);
        waitpid(child, &status, 0);
        alive = false;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    while (read_more(ends[0], end.output)) {}
    close(ends[0]);
    if (child > 0 && WIFEXITED(status)) end.exit_code = WEXITSTATUS(status);
    if (child > 0 && WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    return end;
}

}  // namespace gimbal::console::conformance
