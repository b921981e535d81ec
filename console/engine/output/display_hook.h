// sys.displayhook of the console: shows a value as a picture or as text, and stores it as `_`.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/result_sink.h"

namespace gimbal::console {

// Empty: a Python error is set. `sink` must outlive the interpreter.
// Thread: script.   GIL: held.
PyRef make_display_hook(ResultSink& sink);

}  // namespace gimbal::console
