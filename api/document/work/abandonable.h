// Ends work that cannot poll its job: the work of a library runs on a separate thread, which is left behind on cancel.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "api/document/work/job.h"

namespace gimbal::document {

// Runs `work` on a separate thread and waits for it. If `job` is cancelled, this throws Cancelled within milliseconds.
// The thread then goes on until it polls `inner` or ends, and its result is discarded. Threads do not
// pile up: the next call first waits for those left behind, and can be cancelled while it waits. `work` must own what
// it uses, and must use `inner` and never `job`. Thread: any that may wait.   GIL: not held.
void run_abandonable_void(Job& job, std::function<void(Job& inner)> work);

template <class Result>
Result run_abandonable(Job& job, std::function<Result(Job& inner)> work) {
    auto result = std::make_shared<std::optional<Result>>();
    run_abandonable_void(job, [result, work = std::move(work)](Job& inner) { result->emplace(work(inner)); });
    return std::move(**result);
}

}  // namespace gimbal::document
