// Linux: /proc lists the children of each thread. A worker is recognised by multiprocessing's command line, or as a
// forked copy of this program.
#include "base/platform/child_processes.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sstream>
#include <string>

#include "gimbal/console/base/descriptor.h"

namespace gimbal::console {

namespace {
std::mutex own_threads_mutex;
// Threads whose children are not the run's. Never destroyed, because a thread that was left behind may read it.
auto& own_threads = *new std::vector<pid_t>;

bool is_own(pid_t thread) {
    std::lock_guard lock(own_threads_mutex);
    return std::ranges::find(own_threads, thread) != own_threads.end();
}

std::vector<pid_t> threads_of(pid_t process) {
    std::vector<pid_t> threads;
    std::error_code gone;
    std::filesystem::directory_iterator at("/proc/" + std::to_string(process) + "/task", gone);
    for (; at != std::filesystem::directory_iterator(); at.increment(gone))
        threads.push_back(std::atoi(at->path().filename().c_str()));
    return threads;
}

void add_children(pid_t process, pid_t thread, std::vector<pid_t>& children) {
    const auto path = "/proc/" + std::to_string(process) + "/task/" + std::to_string(thread) + "/children";
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return;
    std::string text;
    char part[4096];
    for (ssize_t size; (size = read(file.get(), part, sizeof part)) > 0;)
        text.append(part, static_cast<std::size_t>(size));
    char* at = text.data();
    for (char* end = at;; at = end) {
        const long child = std::strtol(at, &end, 10);
        if (end == at) return;
        children.push_back(static_cast<pid_t>(child));
    }
}

// A parent comes before its children. Otherwise a shell would see its child interrupted and go on.
void add_family(pid_t process, std::vector<pid_t>& family) {
    family.push_back(process);
    std::vector<pid_t> children;
    for (const pid_t thread : threads_of(process)) add_children(process, thread, children);
    for (const pid_t child : children) add_family(child, family);
}

std::string file_of(pid_t process, const char* name) {
    std::ifstream file("/proc/" + std::to_string(process) + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The start of its stack. The kernel chooses it at random for each program, and a forked copy has the same. 0:
// unknown.
unsigned long stack_of(pid_t process) {
    const std::string text = file_of(process, "stat");
    const auto after_name = text.rfind(')');
    if (after_name == std::string::npos) return 0;
    std::istringstream fields(text.substr(after_name + 1));
    constexpr int before = 25;  // fields 3 to 27; the stack is the 28th (man 5 proc)
    std::string skipped;
    for (int i = 0; i < before; ++i) fields >> skipped;
    unsigned long stack = 0;
    fields >> stack;
    return stack;
}

bool is_worker(pid_t process) {
    if (getsid(process) != getsid(0)) return false;
    const std::string command = file_of(process, "cmdline");
    for (const char* module : {"multiprocessing.spawn", "multiprocessing.forkserver"})
        if (command.find(module) != std::string::npos) return true;
    const unsigned long stack = stack_of(process);
    return stack != 0 && stack == stack_of(getpid());
}
}  // namespace

std::vector<pid_t> children_of_program() {
    std::vector<pid_t> children;
    for (const pid_t thread : threads_of(getpid()))
        if (!is_own(thread)) add_children(getpid(), thread, children);
    return children;
}

std::vector<pid_t> signal_children(int number, const std::vector<pid_t>& spared) {
    std::vector<pid_t> children = children_of_program(), reached;  // all first: an ended process loses its children
    for (const pid_t child : children)
        if (std::ranges::find(spared, child) == spared.end()) add_family(child, reached);
    for (const pid_t process : reached)
        if (getpgid(process) == getpgrp()) kill(process, number);
    return children;
}

OwnChildren::OwnChildren() {
    std::lock_guard lock(own_threads_mutex);
    own_threads.push_back(gettid());
}

OwnChildren::~OwnChildren() {
    std::lock_guard lock(own_threads_mutex);
    std::erase(own_threads, gettid());
}

void end_worker_processes() {
    std::vector<pid_t> all;
    add_family(getpid(), all);
    for (const pid_t process : all)
        if (process != getpid() && is_worker(process)) kill(process, SIGTERM);
}

}  // namespace gimbal::console
