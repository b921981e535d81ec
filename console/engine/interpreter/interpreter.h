// Starts the interpreter on the calling thread and says which Python it is.
#pragma once
#include "gimbal/console/python/python.h"

#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::console {

struct InterpreterOptions {
    std::filesystem::path home;                       // the prefix of the base
    std::filesystem::path launcher;                   // sys.executable
    std::filesystem::path base_launcher;              // sys._base_executable: `-m venv` makes environments of it
    std::vector<std::filesystem::path> search_paths;  // prepended to sys.path
    bool isolated = true;                             // without a command line: as python3 -I
    // Headless: a command line of python3. Its options and the user's environment variables have their usual effect.
    // Empty: neither has an effect, and default_int_handler is installed even if the process ignores SIGINT at start.
    std::vector<std::string> command_line = {};
};

// Throws std::runtime_error with CPython's message. Thread: script, which becomes Python's main thread.
// GIL: held afterwards.
void start_interpreter(const InterpreterOptions& options);

std::string python_version();  // "3.11.2"
std::string python_library();  // the file of the running libpython, or Python's prefix if it is linked statically

void set_switch_interval(double seconds);  // GIL: held

// Remembers the present handler of SIGINT as the one that ensure_interrupt_handler installs again. Thread: script.
void adopt_interrupt_handler();

// Installs default_int_handler for SIGINT again if a script or a library has replaced it. Thread: script.   GIL: held.
void ensure_interrupt_handler();

}  // namespace gimbal::console
