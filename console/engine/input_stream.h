// sys.stdin of the console: a text stream whose lines are asked of the UI.
#pragma once
#include "console/engine/gil.h"

#include "console/engine/input_line.h"
#include "console/engine/output.h"

namespace gimbal::console {

// New reference, or nullptr with an error set. Both outlive the interpreter. Thread: script.   GIL: held.
PyObject* make_input_stream(InputLine& input, OutputChannel& output);

}  // namespace gimbal::console
