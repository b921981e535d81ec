// `gimbal doctor`: which Python the program uses, and what is wrong with it.
#pragma once
#include "app/command_line.h"
#include "app/resources.h"
#include "gimbal/console/environment/virtual_environment.h"

namespace gimbal::app {

// Prints what the files say, then starts Python and prints what it says itself. Returns the exit code: 0 if nothing is
// wrong. Thread: process main.   GIL: never.
int run_doctor(const CommandLine& command, const Resources& resources, const console::EnvironmentChoice& environment,
               const char* version);

}  // namespace gimbal::app
