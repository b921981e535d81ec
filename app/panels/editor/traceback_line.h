// The last line of a given file in a traceback, even when a library raised the error.
#pragma once
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::app {

// Counts from 1; 0: the traceback does not name the file.   Thread: any.
int line_in_file(const console::Traceback& error, const std::string& file);

}  // namespace gimbal::app
