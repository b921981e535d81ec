// Asking the Python half for completions, as a value.
#pragma once
#include "console/engine/gil.h"

#include <string>

#include "console/engine/events.h"

namespace gimbal::console {

// Never fails: an empty list when nothing fits or the helper cannot be loaded. `names` is the console's namespace, borrowed.
// Thread: assist.   GIL: held.
CompletionList complete_in_namespace(std::uint64_t request, const std::string& source, std::size_t cursor, PyObject* names);

}  // namespace gimbal::console
