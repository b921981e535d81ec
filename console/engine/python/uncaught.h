// Shows exceptions that nobody caught and that belong to no run.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>

namespace gimbal::console {

// All functions here: Thread: Python.   GIL: held. They run user code.

// Calls sys.excepthook if a script has replaced it. False: the caller shows the exception, because the hook is
// CPython's own or has raised. The error of a hook that raises is shown here.
bool call_excepthook(PyObject* exception);

// Flushes sys.stdout and sys.stderr and ignores their errors: Py_FinalizeEx meets a closed pipe again and then gives
// the exit code 120.
void flush_standard_streams();

void write_to_stderr(const std::string& text);  // through sys.stderr; an error of the stream is dropped

// Prints as python3 does: calls sys.excepthook if a script has replaced it, else writes the traceback to sys.stderr.
void print_uncaught(PyRef exception);

// Shows the exception and returns python3's exit code for it: 0 if it is empty.
int end_by_error(PyRef exception);

}  // namespace gimbal::console
