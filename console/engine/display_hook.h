// sys.displayhook of the console: the value's repr as a result, and `_`.
#pragma once
#include "console/engine/gil.h"

#include "console/engine/output.h"

namespace gimbal::console {

// New reference, or nullptr with an error set. `output` outlives the interpreter. Thread: script.   GIL: held.
PyObject* make_display_hook(OutputChannel& output);

}  // namespace gimbal::console
