// Compiles and runs code, cells as the REPL does and programs as python3 does.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>
#include <vector>

#include "engine/runs/async_loop.h"
#include "engine/runs/namespaces.h"
#include "engine/stop/run.h"
#include "gimbal/console/headless.h"

namespace gimbal::console {

// A method that fails leaves a Python error set.
// Thread: script.   GIL: held.
class CodeRunner {
public:
    explicit CodeRunner(AsyncLoop& loop) : loop_(loop) {}
    bool prepare(const std::string& start_code);  // false: a Python error is set
    void release();                               // before finalising

    void run(const Run& run);
    // Undoes what a script file has redirected. Call it after the script's error has been shown.
    void give_back_hooks();
    // For a headless program: runs the code of a file, of `-c` or of standard input in `__main__` itself.
    void run_as_main(PyObject* code_bytes, const std::string& file_name, JobKind kind);
    Namespaces& namespaces() { return namespaces_; }

private:
    void run_cell(const Run& run);
    void run_program(const Run& run);
    void run_call(const Run& run);
    void flush_own_streams();
    PyRef compile(PyObject* source, PyObject* file_name, const char* mode, int flags) const;
    PyRef compiled_program(const Run& run) const;
    bool evaluate(PyObject* code, PyObject* globals);  // awaits the coroutine of a cell

    AsyncLoop& loop_;
    Namespaces namespaces_;
    PyRef compile_, interactive_;
    std::vector<std::pair<const char*, PyRef>> hooks_before_;  // while a program runs
};

}  // namespace gimbal::console
