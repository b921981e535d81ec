// The program without a window: runs a script, code, standard input or a console in the terminal, with the rules of
// python3.
#pragma once
#include "app/command_line.h"
#include "app/resources.h"
#include "gimbal/console/environment/virtual_environment.h"

namespace gimbal::app {

// Thread: process main.   GIL: never. Returns the exit code.
int run_without_window(const CommandLine& command, const Resources& resources,
                       const console::EnvironmentChoice& environment);

}  // namespace gimbal::app
