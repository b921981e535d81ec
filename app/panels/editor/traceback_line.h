// The line of one file that a traceback leads through last, even where the error itself was raised in a library.
#pragma once
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::app {

int line_in_file(const console::Traceback& error,
                 const std::string& file);  // from 1; 0: it does not lead through that file

}  // namespace gimbal::app
