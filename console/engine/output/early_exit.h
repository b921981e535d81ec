// os._exit without losing what was written before it.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/output.h"

namespace gimbal::console {

// `output` outlives the interpreter. False: a Python error is set. Thread: script.   GIL: held.
bool watch_early_exit(OutputChannel& output);

}  // namespace gimbal::console
