// Heavy native work for a script: on the worker pool, without the GIL, with progress and Stop.
#pragma once
#include "api/module/binding/binding.h"

#include <functional>
#include <string>

namespace gimbal::module {

// Waits for the job and throws what the job threw; a cancelled job raises KeyboardInterrupt. On the script thread, Stop
// and SIGINT cancel the job. Other threads (handlers) only wait.
// Thread: Python.   GIL: held, released while waiting.
void wait_for(ModuleState& module, const document::JobPtr& job);
// Submits a job and waits for it. `work` runs on a worker and must not use a PyObject. It may capture by reference.
// Throws std::runtime_error in a forked child, which has no workers.
void run_native(ModuleState& module, std::string label, std::function<void(document::Job&)> work);

}  // namespace gimbal::module
