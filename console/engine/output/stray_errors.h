// Errors that end no run: of threads, of __del__ and callbacks that nobody can answer.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/thread_runs.h"

namespace gimbal::console {

// From now on they are shown as python3 shows them, with the lines of cells too, and a thread's that comes after the
// run which started it behind a line that names that run. A script's own threading.excepthook or sys.unraisablehook
// stands as in python3. `runs` outlives the interpreter. False: a Python error is set. Thread: script.   GIL: held.
bool watch_stray_errors(const RunNames& runs);

}  // namespace gimbal::console
