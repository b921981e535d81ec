// Runs this program once more and reads what it writes.
#pragma once
#include <string>
#include <vector>

namespace gimbal::console::conformance {

struct ProcessEnd {
    std::string output;  // of stdout and stderr
    int exit_code = -1;  // -1: ended by a signal, or killed
    int signal = 0;
    bool timed_out = false;     // it was killed after the deadline
    std::string words() const;  // "ended with exit code 1"
};

// Kills it after the deadline. Thread: any.
ProcessEnd run_this_program(const std::vector<std::string>& arguments, double seconds);

}  // namespace gimbal::console::conformance
