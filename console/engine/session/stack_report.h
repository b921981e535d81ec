// Python's stacks as faulthandler writes them, as data.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace gimbal::console {

struct StackPlace {
    std::string file, function;
    int line = 0;
};

struct StackReport {
    std::string cause;               // "segmentation fault"; "": no signal was reported
    std::vector<StackPlace> frames;  // innermost first: of the thread that crashed, else of the script's
    bool in_python_thread = false;   // the thread that crashed ran Python code
};

// `main_name`: what tracebacks call the run's code; its stack is the one wanted when the thread that crashed had none.
StackReport read_stack_report(std::string_view text, const std::string& main_name);

}  // namespace gimbal::console
