// Reads the source of a program. An interrupt ends the read.
#pragma once
#include "gimbal/console/python/gil.h"

#include <filesystem>

namespace gimbal::console {

// Both return a bytes object, or an empty reference with a Python error set.
// Thread: script.   GIL: held, released while reading.
PyRef read_to_end(int descriptor);
PyRef read_source_file(const std::filesystem::path& path);  // an OSError names the path

}  // namespace gimbal::console
