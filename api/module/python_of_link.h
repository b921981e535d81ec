// Python as the live link uses it: evaluations are runs, and registered functions run on the handlers thread.
#pragma once
#include "gimbal/console/python/gil.h"

#include "api/module/module_parts.h"

namespace gimbal::console {
class Engine;
}

namespace gimbal::module {

// Gives the link what it asks of Python, until Python ends: then the link is closed. `module` is _gimbal. Prints an
// error and serves no Python if that cannot be arranged.
// Thread: script.   GIL: held.
void serve_link(console::Engine& engine, ModuleParts& parts, PyObject* module);

}  // namespace gimbal::module
