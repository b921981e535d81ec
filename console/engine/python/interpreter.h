// Starting the interpreter on the calling thread, and asking what it is.
#pragma once
#include "gimbal/console/python/python.h"

#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::console {

struct InterpreterOptions {
    std::filesystem::path launcher;                   // sys.executable
    std::vector<std::filesystem::path> search_paths;  // in front of sys.path
    bool own_sigint;  // install default_int_handler even where SIGINT is inherited as ignored
    // python3's command line, headless: its options and the user's environment count as they do there. Empty: isolated
    // from both.
    std::vector<std::string> command_line;
};

// Throws std::runtime_error with CPython's own words. Thread: script; it becomes Python's main thread.   GIL: held
// afterwards.
void start_interpreter(const InterpreterOptions& options);

std::string python_version();  // "3.11.2"
std::string python_library();  // the file of the running libpython; its prefix where it is linked statically

void set_switch_interval(double seconds);  // GIL: held

// The handler of SIGINT that stands now is the one that ensure_interrupt_handler puts back. Thread: script.
void adopt_interrupt_handler();

// Makes default_int_handler the handler of SIGINT again if a script put another there. GIL: held.
void ensure_interrupt_handler();

}  // namespace gimbal::console
