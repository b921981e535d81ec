// Which virtual environment the program uses, with a window and without one.
#pragma once
#include "app/command_line.h"
#include "gimbal/console/environment/virtual_environment.h"

namespace gimbal::app {

// --venv and --no-venv decide, then VIRTUAL_ENV, then the settings. Reads the settings only if they decide.
// Thread: process main, before any other thread exists.
console::EnvironmentChoice choose_python(const CommandLine& command);

}  // namespace gimbal::app
