// sys.stdout and sys.stderr of the console: file-like objects that write into the output channel.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/output.h"

namespace gimbal::console {

// New reference, or nullptr with an error set. `channel` outlives the interpreter. Thread: script.   GIL: held.
// `descriptor` is what fileno() tells: where its text would come to the same channel; below 0 there is none.
PyObject* make_output_stream(OutputChannel& channel, Stream stream, int descriptor);

PyObject* unsupported_operation(const char* what);  // sets io.UnsupportedOperation, returns nullptr

}  // namespace gimbal::console
