// Native work for a script without the GIL: jobs on the worker pool, with progress and Stop, and files to be written.
#pragma once
#include "api/module/binding/binding.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace gimbal::module {

// Waits for the job and throws what the job threw; a cancelled job raises KeyboardInterrupt. On the script thread, Stop
// and SIGINT cancel the job. Other threads (handlers) only wait.
// Thread: Python.   GIL: held, released while waiting.
void wait_for(ModuleState& module, const document::JobPtr& job);
// Throws std::runtime_error in a forked child, which has no workers: a job would never end there.
void refuse_in_forked_child(const std::string& label);
// Submits a job and waits for it. `work` runs on a worker and must not use a PyObject. It may capture by reference.
// Throws as refuse_in_forked_child() does.
void run_native(ModuleState& module, std::string label, std::function<void(document::Job&)> work);

// Replaces the file as a whole; a failure keeps the old one and raises OSError with the path.
// Thread: Python.   GIL: held, released while writing.
// `mode`: of a new file, before the umask.
void write_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode = 0666);

}  // namespace gimbal::module
