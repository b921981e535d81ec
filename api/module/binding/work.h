// Heavy native work from a script: on the worker pool, without the GIL, stopped by Stop, its progress shown.
#pragma once
#include "api/module/binding/binding.h"

#include <functional>
#include <string>

namespace gimbal {

// Waits for the job and throws what it threw; a cancelled one ends in KeyboardInterrupt. On the script thread Stop and
// SIGINT cancel it; elsewhere (handlers) it is only waited for.
// Thread: Python.   GIL: held, released while waiting.
void wait_for(ModuleState& module, const document::JobPtr& job);
// Submits and waits. `work` runs on a worker and must touch no PyObject; what it captures by reference outlives the
// call.
void run_native(ModuleState& module, std::string label, std::function<void(document::Job&)> work);

}  // namespace gimbal
