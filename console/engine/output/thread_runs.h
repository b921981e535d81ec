// Which run a thread writes for: the one that started it.
#pragma once
#include <atomic>
#include <functional>
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: any.   GIL: not needed. A thread that Python did not start writes for the run that is current.
RunId run_of_this_thread(RunId current) noexcept;
void set_run_of_this_thread(RunId run) noexcept;  // for good: a thread of the host's own writes for none
void set_run_of_this_task(RunId run) noexcept;    // until the next call, before that of the thread; 0: of no task

// From now on a thread that Python code starts is remembered with the run of its starter. `current` outlives the
// interpreter. False: a Python error is set. Thread: script.   GIL: held.
bool watch_thread_starts(const std::atomic<RunId>& current);

struct RunNames {
    const std::atomic<RunId>& current;
    std::function<std::string(RunId)> name_of;  // as tracebacks call it; "": not known any more
};

}  // namespace gimbal::console
