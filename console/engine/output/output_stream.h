// sys.stdout and sys.stderr of the console: file-like objects that write to the output channel.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/output.h"

namespace gimbal::console {

// Empty: a Python error is set. `channel` must outlive the interpreter. fileno() returns
// `descriptor`, whose text has to reach the same channel; below 0, fileno() raises. `label` begins each line, as in
// "[name] text", and must outlive the interpreter too; null: none. Thread: Python.   GIL: held.
PyRef make_output_stream(OutputChannel& channel, Stream stream, int descriptor, const char* label = nullptr);

PyObject* unsupported_operation(const char* what);  // sets io.UnsupportedOperation and returns nullptr. GIL: held.

}  // namespace gimbal::console
