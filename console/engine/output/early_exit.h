// Collects the output that was written before os._exit(), which skips all other work at the end of the program.
#pragma once
#include "engine/output/output.h"

namespace gimbal::console {

// Wraps os._exit. `output` must outlive the interpreter. False: a Python error is set. Thread: script.   GIL: held.
bool watch_early_exit(OutputChannel& output);

}  // namespace gimbal::console
