// sys.stdin of the console: a text stream whose lines the user types.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/input/input_line.h"
#include "engine/output/output.h"

namespace gimbal::console {

// Empty: a Python error is set. `input` and `output` must outlive the interpreter.
// Thread: script.   GIL: held.
PyRef make_input_stream(InputLine& input, OutputChannel& output);

}  // namespace gimbal::console
