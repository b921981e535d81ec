// Completes the paths of EngineOptions and checks them before CPython sees them, because CPython ends the process or
// says little.
#pragma once
#include "engine/interpreter/interpreter.h"
#include "gimbal/console/options.h"

namespace gimbal::console {

// Throws std::runtime_error with a sentence that names the path, the option and the remedy. Thread: script.
InterpreterOptions find_python(const EngineOptions& options);

}  // namespace gimbal::console
