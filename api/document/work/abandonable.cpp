// A cancelled job may leave one thread behind, at most one at a time.
#include "api/document/work/abandonable.h"

#include <pthread.h>

#include <mutex>
#include <thread>
#include <utility>

#include "gimbal/console/thread_role.h"

namespace gimbal::document {

namespace {

constexpr double look_seconds = 0.002;  // the delay until a cancellation is noticed

std::mutex left_behind_mutex;
JobPtr left_behind;  // the job of the thread whose result is no longer needed

// Throws Cancelled if the job is cancelled before the earlier thread has ended.
void wait_for_left_behind(Job& job) {
    for (;;) {
        JobPtr earlier;
        {
            std::lock_guard lock(left_behind_mutex);
            earlier = left_behind;
        }
        if (!earlier) return;
        while (!earlier->wait_for(look_seconds)) job.poll();
        std::lock_guard lock(left_behind_mutex);
        if (left_behind == earlier) left_behind = nullptr;
    }
}

}  // namespace

void run_abandonable_void(Job& job, std::function<void(Job&)> work) {
    job.poll();
    wait_for_left_behind(job);
    const auto inner = std::make_shared<Job>("library");
    std::thread([inner, work = std::move(work)]() mutable {  // inherits the worker's low priority
        console::set_thread_role(console::ThreadRole::worker);
        pthread_setname_np(pthread_self(), "library work");
        inner->run(std::move(work));
    })
        .detach();
    while (!inner->wait_for(look_seconds)) {
        job.set_progress(inner->progress());
        if (!job.cancelled()) continue;
        inner->cancel();
        std::lock_guard lock(left_behind_mutex);
        left_behind = inner;
        throw Cancelled();
    }
    inner->rethrow();
}

}  // namespace gimbal::document
