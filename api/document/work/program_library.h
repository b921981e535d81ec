// Parts of the program that lie in libraries beside it and are loaded when they are first wanted, so that a start is
// quick.
#pragma once
#include <string>

namespace gimbal::document {

// The function `entry` of a library of ours, which stays loaded until the process ends. `purpose` ends the sentence
// "the program's library for ...". Throws std::runtime_error naming the file and the remedy. Thread: any.   GIL: not
// needed.
void* load_from_program_library(const std::string& file_name, const char* entry, const std::string& purpose);

}  // namespace gimbal::document
