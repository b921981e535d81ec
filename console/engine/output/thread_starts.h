// Gives each thread that Python code starts the run of its starter.
#pragma once
#include <atomic>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Wraps the functions of `_thread` that start threads. `current` must outlive the interpreter. False: a Python error is
// set. Thread: Python, of each interpreter once.   GIL: held.
bool watch_thread_starts(const std::atomic<RunId>& current);

}  // namespace gimbal::console
