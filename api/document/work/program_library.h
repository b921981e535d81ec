// Loads parts of the program from libraries beside it at their first use, so that the program starts quickly.
#pragma once
#include <string>

namespace gimbal::document {

// Returns the function `entry` of a library, which stays loaded until the process ends. `purpose` completes the
// sentence "the program's library for ...". Throws std::runtime_error that names the file and the remedy. Thread: any.
// GIL: not needed.
void* load_from_program_library(const std::string& file_name, const char* entry, const std::string& purpose);

}  // namespace gimbal::document
