// The objects every script relies on (streams, hooks, builtins, import), restored at the end of a run that broke them.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>
#include <vector>

namespace gimbal::console {

// A working replacement stays, as in python3: a script's own stream, display hook or print(). Only what cannot work is
// restored: a missing name, None, a closed stream, a builtin that is no longer callable. Must not outlive the
// interpreter. Thread: script.   GIL: held.
class Surroundings {
public:
    bool remember();  // takes the present state as the good one. False: a Python error is set

    // Called right after user code. A trace or profile function must not see the host's own Python, where a debugger's
    // prompt could not be stopped. A debugger ends with its run; another trace function continues with the next run.
    void suspend_tracing();
    void resume_tracing();

    // Each returns a line for the user, or "".
    std::string restore();        // names what was restored
    std::string hidden_output();  // says, once per stream, that print() no longer shows in the console

private:
    void restore_builtins(std::vector<std::string>& broken);
    void restore_modules(std::vector<std::string>& broken);
    void restore_import_lists(std::vector<std::string>& broken);
    void restore_hooks(std::vector<std::string>& broken);

    PyRef builtins_module_, builtins_, builtins_copy_, modules_, modules_copy_, namespace_;
    std::vector<std::pair<const char*, PyRef>> hooks_, import_lists_;
    PyRef trace_, profile_, reported_stdout_;
};

}  // namespace gimbal::console
