// Compiles and runs code as the REPL and python3 do.
#pragma once
#include "gimbal/console/python/gil.h"

#include <filesystem>
#include <string>
#include <vector>

#include "engine/runs/async_loop.h"
#include "engine/runs/namespaces.h"
#include "engine/stop/run.h"
#include "gimbal/console/engine.h"

namespace gimbal::console {

// Every method returns with a Python error set, or none.
// Thread: script.   GIL: held.
class CodeRunner {
public:
    explicit CodeRunner(AsyncLoop& loop) : loop_(loop) {}
    bool prepare(const std::string& start_code);  // false: a Python error is set
    void release();                               // before finalising

    void run(const Run& run);
    // A script file that redirects its output does so for itself: called when its error, if any, has been shown.
    void give_back_hooks();
    // The code of a file, of `-c` or of standard input in `__main__` itself, for good: headless.
    void run_as_main(PyObject* code_bytes, const std::string& file_name, HeadlessJob::Kind kind);
    Namespaces& namespaces() { return namespaces_; }

private:
    void run_cell(const Run& run);
    void forget_shown_warnings(PyObject* names);
    void run_program(const Run& run);
    void keep_hooks();
    void run_call(const Run& run);
    PyRef compile(PyObject* source, PyObject* file_name, const char* mode, int flags) const;
    PyRef compiled_program(const Run& run) const;
    bool evaluate(PyObject* code, PyObject* globals);  // a cell's coroutine is awaited

    AsyncLoop& loop_;
    Namespaces namespaces_;
    PyRef compile_, interactive_;
    std::vector<std::pair<const char*, PyRef>> hooks_before_;  // while a program runs
};

}  // namespace gimbal::console
