#include "app/window/session/restart.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

#include "app/command_line.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> arguments_of_process() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(file), {}};
    std::vector<std::string> arguments;
    for (std::size_t at = 0; at < all.size(); at += arguments.back().size() + 1)
        arguments.emplace_back(all.c_str() + at);
    return arguments;
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

// The new program inherits what is blocked and ignored. Nobody knows which ignored signals were ignored at the start,
// as under nohup, and which Python ignores. Only SIGHUP stays as it is, for nohup.
void reset_signals() {
    for (int number = 1; number < NSIG; ++number) {
        struct sigaction action {};
        if (number == SIGHUP || ::sigaction(number, nullptr, &action) != 0) continue;
        if (action.sa_handler == SIG_IGN) ::signal(number, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

ProgramStart::ProgramStart() : arguments_(arguments_of_process()) {
    GIMBAL_ON(ui);
    std::error_code ignored;
    program_ = fs::read_symlink("/proc/self/exe", ignored);
    folder_ = fs::current_path(ignored);
    for (char** variable = environ; *variable; ++variable) environment_.emplace_back(*variable);
}

std::string ProgramStart::why_not() const {
    if (arguments_.empty()) return "The system does not say how the program was started";
    if (::access(program_.c_str(), X_OK) != 0) return "The program's file " + program_.string() + " is gone";
    return {};
}

void ProgramStart::use_environment_of_settings() {
    GIMBAL_ON(ui);
    if (!arguments_.empty() && !uses_environment_of_settings())
        arguments_.insert(arguments_.begin() + 1, venv_of_settings_option);
}

bool ProgramStart::uses_environment_of_settings() const {
    return arguments_.size() > 1 && arguments_[1] == venv_of_settings_option;
}

int ProgramStart::start_again() const {
    GIMBAL_ON(ui);
    std::error_code ignored;
    fs::current_path(folder_, ignored);
    const std::vector<char*> arguments = pointers_to(arguments_), environment = pointers_to(environment_);
    reset_signals();
    ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    ::execve(program_.c_str(), arguments.data(), environment.data());
    return errno;
}

}  // namespace gimbal::app
