// sys.stdin of the console: a text stream whose lines are asked of the UI.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/input/input_line.h"
#include "engine/output/output.h"

namespace gimbal::console {

// New reference, or nullptr with an error set. Both outlive the interpreter. Thread: script.   GIL: held.
PyObject* make_input_stream(InputLine& input, OutputChannel& output);

}  // namespace gimbal::console
