// Files of compiled code (.pyc), which python3 runs as it runs sources.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string_view>

namespace gimbal::console {

// True by the name or, as in python3, by the magic number at the beginning.
bool is_compiled_file(std::string_view name, std::string_view bytes);

// The code object of the file. Empty: a Python error is set, for example because another version has compiled it.
// Thread: Python.   GIL: held.
PyRef read_compiled(std::string_view bytes);

}  // namespace gimbal::console
