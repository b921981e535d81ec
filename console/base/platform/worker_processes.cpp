// Recognises a worker by multiprocessing's command line, or as a forked copy of this program.
#include "base/platform/worker_processes.h"

#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "base/platform/child_processes.h"

namespace gimbal::console {

namespace {
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

void end_worker_processes() {
    for (const pid_t process : descendants_of_program())
        if (is_worker(process)) kill(process, SIGTERM);
}

}  // namespace gimbal::console
