// Linux: /proc lists the children of each thread.
#include "base/platform/child_processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>

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
    char path[64];
    std::snprintf(path, sizeof path, "/proc/%d/task", static_cast<int>(process));
    std::vector<pid_t> threads;
    DIR* folder = opendir(path);
    if (!folder) return threads;
    while (const dirent* entry = readdir(folder))
        if (const int thread = std::atoi(entry->d_name); thread > 0) threads.push_back(thread);
    closedir(folder);
    return threads;
}

void add_children(pid_t process, pid_t thread, std::vector<pid_t>& children) {
    char path[64];
    std::snprintf(path, sizeof path, "/proc/%d/task/%d/children", static_cast<int>(process), static_cast<int>(thread));
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    std::string text;
    char part[4096];
    for (ssize_t size; (size = read(file, part, sizeof part)) > 0;) text.append(part, static_cast<std::size_t>(size));
    close(file);
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
}  // namespace

std::vector<pid_t> children_of_program() {
    std::vector<pid_t> children;
    for (const pid_t thread : threads_of(getpid()))
        if (!is_own(thread)) add_children(getpid(), thread, children);
    return children;
}

std::vector<pid_t> descendants_of_program() {
    std::vector<pid_t> all;
    add_family(getpid(), all);
    all.erase(all.begin());
    return all;
}

std::vector<pid_t> signal_children(int number, const std::vector<pid_t>& spared) {
    std::vector<pid_t> children = children_of_program(), reached;  // find all first: a process that ends loses its own
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

}  // namespace gimbal::console
