// sys.stdin of the console: a text stream whose lines the user types.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/input/input_line.h"
#include "engine/output/output.h"

namespace gimbal::console {

// Returns a new reference, or nullptr with an error set. `input` and `output` must outlive the interpreter.
// Thread: script.   GIL: held.
PyObject* make_input_stream(InputLine& input, OutputChannel& output);

}  // namespace gimbal::console
