// By /proc, where the kernel lists the children of each thread.
#include "console/engine/child_processes.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace gimbal::console {

std::vector<pid_t> children_of(pid_t thread) {
    char path[64];
    std::snprintf(path, sizeof path, "/proc/self/task/%d/children", static_cast<int>(thread));
    std::vector<pid_t> children;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return children;
    std::string text;
    char part[4096];
    for (ssize_t size; (size = read(file, part, sizeof part)) > 0;) text.append(part, static_cast<std::size_t>(size));
    close(file);
    char* at = text.data();
    for (char* end = at;; at = end) {
        const long child = std::strtol(at, &end, 10);
        if (end == at) return children;
        children.push_back(static_cast<pid_t>(child));
    }
}

void interrupt_children(pid_t thread, const std::vector<pid_t>& spared) {
    for (const pid_t child : children_of(thread))
        if (std::ranges::find(spared, child) == spared.end()) kill(child, SIGINT);
}

}  // namespace gimbal::console
