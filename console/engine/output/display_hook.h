// sys.displayhook of the console: shows a value as a picture or as text, and stores it as `_`.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/result_sink.h"

namespace gimbal::console {

// Returns a new reference, or nullptr with an error set. `sink` must outlive the interpreter.
// Thread: script.   GIL: held.
PyObject* make_display_hook(ResultSink& sink);

}  // namespace gimbal::console
