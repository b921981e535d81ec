// The table of the checks. Rows are those of docs/embedding.md, "Test your host".
#include "conformance/checks.h"

namespace gimbal::console::conformance {

namespace {
constexpr Check all_checks[] = {
    {"1", "results", "results of Python are C++ values, and errors name the value", use_results},
    {"2", "places", "code runs where it is asked to, ends at its deadline, and not on the UI thread",
     run_where_it_is_asked},
    {"3", "threads_go_on", "Python threads go on while the host draws, idles and is in native code",
     python_threads_go_on},
    {"4", "native_threads", "native threads call Python, each with one thread state", native_threads_call},
    {"5", "bind", "modules made of rows of C++ work, and so do those of the host", bind_a_module},
    {"6", "functions", "C++ callables are arguments, called and destroyed on any thread", pass_functions},
    {"7", "callables", "C++ keeps callables and destroys them anywhere", keep_callables},
    {"8", "timers", "timers and the work queue keep order and time, and end", keep_time},
    {"9", "events", "posting returns at once, and native work lets Python threads run", push_events},
    {"11", "ui_thread", "Python threads ask the UI thread, and wait without the GIL", ask_the_ui_thread},
    {"12", "native_work", "Python awaits native work, and C++ the results of coroutines", await_native_work},
    {"13", "interpreters", "native threads use sub-interpreters in any pairing", use_interpreters},
    {"14", "exit", "the program ends in any way with everything alive, and loses no output", exit_with_all_alive},
    {"", "frames", "frames are drawn beside a script that spins or keeps the GIL", draw_beside_a_script},
    {"", "output", "what scripts, C code and child processes print arrives in order", capture_output},
    {"", "spawn", "worker processes are plain Python and not the host", spawn_workers},
    {"", "environment", "a virtual environment gives its packages, also to child processes", use_an_environment},
    {"", "numpy", "numpy is imported, and its arrays are C++ spans", import_numpy},
    {"", "live_threads", "the program ends while threads of a script live", exit_with_live_threads},
};

constexpr Child all_children[] = {
    {"all_alive", end_with_all_alive},
};
}  // namespace

std::span<const Check> checks() { return all_checks; }
std::span<const Child> children() { return all_children; }

}  // namespace gimbal::console::conformance
