// The run for which the calling thread writes output.
#pragma once
#include <pthread.h>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Returns the run of the current task, else the run that started this thread, else `current`. A thread that Python did
// not start writes for the current run. Thread: any.   GIL: not needed.
RunId run_of_this_thread(RunId current) noexcept;
void set_run_of_this_thread(RunId run) noexcept;  // for its whole life; 0: it is the host's and writes for no run
void set_run_of_this_task(RunId run) noexcept;    // until the next call; 0: no task

// Stores the run of a thread that has been started and has not written yet. Thread: any.
void remember_run_of_thread(pthread_t thread, RunId run);

}  // namespace gimbal::console
