// sys.displayhook of the console: a value as its picture or its text, and `_`.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/result_sink.h"

namespace gimbal::console {

// New reference, or nullptr with an error set. `sink` outlives the interpreter. Thread: script.   GIL: held.
PyObject* make_display_hook(ResultSink& sink);

}  // namespace gimbal::console
