// Errors that nobody caught: where and how they are shown when no run shows them.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>

namespace gimbal::console {

// Hands the exception to sys.excepthook if a script has replaced it. False: it has not, or its function raised, which
// was told; the exception is still to be shown. Thread: Python.   GIL: held. Runs the script's code.
bool call_excepthook(PyObject* exception);

void write_to_stderr(const std::string& text);  // by Python's own sys.stderr; what that raises is dropped

// As python3 prints an uncaught exception: by sys.excepthook when a script has replaced it, else its traceback on
// sys.stderr. Thread: Python.   GIL: held.
void print_uncaught(PyRef exception);

// The exit code that python3 would end with (0 without an exception); the exception is shown.
int end_by_error(PyRef exception);

}  // namespace gimbal::console
