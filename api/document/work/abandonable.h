// Stopping at once what cannot be polled: the work of a library runs on a thread of its own, and is left behind on
// cancel.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "api/document/work/job.h"

namespace gimbal::document {

// Runs `work` on its own thread and waits for it. When `job` is cancelled this throws Cancelled within milliseconds;
// the thread goes on alone until its next poll of `inner` or its end, and what it made is thrown away. There is never
// more than one thread left behind: the next call waits for it first (and can be cancelled meanwhile). `work` must own
// what it uses, and poll and report through `inner`, never through `job`. Thread: worker, or any that may wait.   GIL:
// not held.
void run_abandonable_void(Job& job, std::function<void(Job& inner)> work);

template <class Result>
Result run_abandonable(Job& job, std::function<Result(Job& inner)> work) {
    auto result = std::make_shared<std::optional<Result>>();
    run_abandonable_void(job, [result, work = std::move(work)](Job& inner) { result->emplace(work(inner)); });
    return std::move(**result);
}

}  // namespace gimbal::document
