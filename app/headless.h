// The program without a window: a script, code, standard input or the console in the terminal, by python3's rules.
#pragma once
#include "app/command_line.h"
#include "app/resources.h"

namespace gimbal::app {

// Thread: process main.   GIL: never. Returns the exit code.
int run_without_window(const CommandLine& command, const Resources& resources);

}  // namespace gimbal::app
