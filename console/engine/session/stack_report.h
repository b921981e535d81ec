// Parses the stacks that faulthandler writes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/python/stack_frame.h"

namespace gimbal::console {

struct StackReport {
    std::string cause;               // "segmentation fault"; empty: no signal was reported
    std::vector<StackFrame> frames;  // innermost first; of the thread that crashed, or else of the script
    bool in_python_thread = false;   // the thread that crashed ran Python code
};

// `main_name` is the name of the run in tracebacks. If the thread that crashed has no Python stack, the stack with that
// name is returned.
StackReport read_stack_report(std::string_view text, const std::string& main_name);

}  // namespace gimbal::console
