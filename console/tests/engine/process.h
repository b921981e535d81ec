// Runs a program and captures its output, for cases that need a separate process.
#pragma once
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/test_paths.h"

namespace gimbal::console::test {

struct Ended {
    int code = -1;  // as in a shell: 128 + the number of the signal
    std::string out, err;
    double seconds = 0;
};

// Thread: the one that made it.
class Process {
public:
    Process(std::vector<std::string> arguments, const std::string& input = {}) {
        int in[2], out[2], err[2];
        if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
            throw std::runtime_error("pipe2");
        std::vector<char*> argv;
        for (std::string& argument : arguments) argv.push_back(argument.data());
        argv.push_back(nullptr);
        child_ = fork();
        if (child_ == 0) {
            dup2(in[0], 0);
            dup2(out[1], 1);
            dup2(err[1], 2);
            sigset_t none;
            sigemptyset(&none);
            sigprocmask(SIG_SETMASK, &none, nullptr);  // as from a shell
            signal(SIGINT, SIG_DFL);
            unsetenv("PYTHONUNBUFFERED");
            execv(argv[0], argv.data());
            _exit(127);
        }
        close(in[0]);
        close(out[1]);
        close(err[1]);
        [[maybe_unused]] const auto written = write(in[1], input.data(), input.size());  // fits into the pipe
        close(in[1]);
        out_ = out[0];
        err_ = err[0];
    }
    ~Process() {
        if (child_ > 0) {
            kill(child_, SIGKILL);
            waitpid(child_, nullptr, 0);
        }
        close(out_);
        close(err_);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void send(int signal_number) { kill(child_, signal_number); }

    void wait_for_output(const std::string& wanted) {
        while (ended_.out.find(wanted) == std::string::npos)
            if (!read_some())
                throw std::runtime_error("the process ended before it wrote " + wanted + "; it wrote: " + ended_.out +
                                         ended_.err);
    }

    Ended wait() {
        while (read_some()) {}
        int status = 0;
        waitpid(child_, &status, 0);
        child_ = -1;
        ended_.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        ended_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
        return ended_;
    }

private:
    bool read_some() {
        pollfd both[] = {{out_open_ ? out_ : -1, POLLIN, 0}, {err_open_ ? err_ : -1, POLLIN, 0}};
        if (!out_open_ && !err_open_) return false;
        if (poll(both, 2, 120'000) <= 0) throw std::runtime_error("the process neither wrote nor ended in 120 s");
        if (both[0].revents) out_open_ = append(out_, ended_.out);
        if (both[1].revents) err_open_ = append(err_, ended_.err);
        return true;
    }
    static bool append(int descriptor, std::string& text) {
        char piece[4096];
        const ssize_t got = read(descriptor, piece, sizeof piece);
        if (got > 0) text.append(piece, static_cast<std::size_t>(got));
        return got > 0;
    }

    pid_t child_ = -1;
    int out_ = -1, err_ = -1;
    bool out_open_ = true, err_open_ = true;
    Ended ended_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

inline Ended run_process(std::vector<std::string> arguments, const std::string& input = {}) {
    return Process(std::move(arguments), input).wait();
}
inline std::vector<std::string> subject(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), test_subject());
    return arguments;
}

}  // namespace gimbal::console::test
