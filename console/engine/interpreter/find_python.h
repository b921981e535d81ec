// Completes the paths of EngineOptions and checks them before CPython sees them, because CPython ends the process or
// says little.
#pragma once
#include "engine/interpreter/interpreter.h"
#include "gimbal/console/options.h"

namespace gimbal::console {

std::filesystem::path home_of(const EngineOptions& options);  // the prefix of the base. Thread: any.

// Both throw std::runtime_error with a sentence that names the path, the option and the remedy.
InterpreterOptions plan_python(const EngineOptions& options);  // changes nothing. Thread: any.
InterpreterOptions find_python(const EngineOptions& options);  // sets the home of this process. Thread: script.

}  // namespace gimbal::console
