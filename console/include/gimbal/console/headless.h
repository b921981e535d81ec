// One program run by python3's rules, in the interpreter of the console and without a queue to a UI.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "gimbal/console/options.h"

namespace gimbal::console {

enum class JobKind { file, code, module, standard_input, terminal };

struct HeadlessJob {
    JobKind kind = JobKind::terminal;
    std::string what = {};                              // the path, the code, the module's name, or "-"
    std::vector<std::string> argv = {};                 // sys.argv[1:]
    std::vector<std::string> interpreter_options = {};  // options of python3, such as -B or -X dev, one word each
    std::function<void()> before = {};                  // Thread: script. GIL: held. Runs before the program.
};

// Runs the job on the calling thread and finalises the interpreter as python3 does. Returns the exit code. A second
// thread takes the role of the UI. Thread: process main.
int run_headless(EngineOptions options, HeadlessJob job);

}  // namespace gimbal::console
