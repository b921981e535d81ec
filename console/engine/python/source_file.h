// Reading a program's bytes, interruptibly.
#pragma once
#include "gimbal/console/python/gil.h"

#include <filesystem>

namespace gimbal::console {

// bytes, or nothing with a Python error set. Thread: script.   GIL: held, released while reading.
PyRef read_to_end(int descriptor);
PyRef read_source_file(const std::filesystem::path& path);  // OSError names the path

}  // namespace gimbal::console
