// Shows errors that end no run: those of threads, of __del__ and of callbacks that have no caller to raise to.
#pragma once
#include <atomic>

#include "engine/output/run_names.h"

namespace gimbal::console {

struct KnownRuns {
    const std::atomic<RunId>& current;
    const RunNames& names;
};

// Shows such errors as python3 does, with the source lines of cells. An error of a thread whose run has ended comes
// after a line that names that run. A script's own threading.excepthook or sys.unraisablehook still replaces this.
// `runs` must outlive the interpreter. False: a Python error is set. Thread: Python, of each
// interpreter once.   GIL: held.
bool watch_stray_errors(const KnownRuns& runs);

}  // namespace gimbal::console
