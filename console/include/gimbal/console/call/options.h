// Where and how long Engine::eval() and Engine::call() run.
#pragma once
#include <chrono>
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::console {

// The thread that runs the code.
enum class Where {
    run,       // the script thread, as a run: after the runs before it, can be stopped, is one undo step
    handlers,  // the handlers thread, also beside a run
    here,      // the thread that calls eval() or call(), which then returns a Future that is ready. Not the UI thread
};

// Each member may be left out.
struct EvalOptions {
    Where where = Where::run;
    // From the call of eval() on. Once it has passed, the code is interrupted with growing force, a run by the ladder
    // of Stop, and the Future ends as timed_out when the code has ended or has not obeyed for three seconds. 0: none.
    // A negative one has passed already: the code does not run.
    std::chrono::milliseconds deadline{0};
    ConsoleId console = 0;     // of eval(): the namespace in which the expression is evaluated
    std::string module = {};   // of eval(): the namespace of this module instead, which is imported
    std::string title = {};    // of the run, and in messages; empty: the expression or the function
    bool show_errors = false;  // also in the console, as the error of a run or of a handler is
};

}  // namespace gimbal::console
