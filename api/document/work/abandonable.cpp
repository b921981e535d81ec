// A cancelled job may leave one thread behind, at most one at a time.
#include "api/document/work/abandonable.h"

#include <pthread.h>

#include <chrono>
#include <thread>
#include <utility>

#include "gimbal/console/thread_role.h"

namespace gimbal::document {
namespace {

constexpr auto look_every = std::chrono::milliseconds(2);  // the delay until a cancellation is noticed

// The waiting thread and the working one share it; the last one frees it.
struct Work {
    std::function<void(Job&)> function;
    Job inner{"library"};
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    std::exception_ptr error;
};

std::mutex left_behind_mutex;
std::shared_ptr<Work> left_behind;  // the work of the thread whose result is not needed any more

bool wait_a_moment(Work& work) {  // true: done
    std::unique_lock lock(work.mutex);
    return work.changed.wait_for(lock, look_every, [&] { return work.done; });
}

// Throws Cancelled if the job is cancelled before the earlier thread has ended.
void wait_for_left_behind(Job& job) {
    std::shared_ptr<Work> earlier;
    for (;;) {
        {
            std::lock_guard lock(left_behind_mutex);
            earlier = left_behind;
        }
        if (!earlier) return;
        while (!wait_a_moment(*earlier)) job.poll();
        std::lock_guard lock(left_behind_mutex);
        if (left_behind == earlier) left_behind = nullptr;
    }
}

void run(const std::shared_ptr<Work>& work) {
    console::set_thread_role(console::ThreadRole::worker);
    pthread_setname_np(pthread_self(), "library work");
    std::exception_ptr error;
    try {
        work->function(work->inner);
    } catch (...) { error = std::current_exception(); }
    work->function = nullptr;
    std::lock_guard lock(work->mutex);
    work->done = true;
    work->error = std::move(error);
    work->changed.notify_all();
}

}  // namespace

void run_abandonable_void(Job& job, std::function<void(Job&)> function) {
    job.poll();
    wait_for_left_behind(job);
    auto work = std::make_shared<Work>();
    work->function = std::move(function);
    std::thread([work] { run(work); }).detach();  // inherits the worker's low priority
    while (!wait_a_moment(*work)) {
        job.set_progress(work->inner.progress());
        if (!job.cancelled()) continue;
        work->inner.cancel();
        std::lock_guard lock(left_behind_mutex);
        left_behind = work;
        throw Cancelled();
    }
    std::exception_ptr error;  // moved out, so that this thread frees it even if it is not the last to release `work`
    {
        std::lock_guard lock(work->mutex);
        error = std::exchange(work->error, nullptr);
    }
    if (error) std::rethrow_exception(std::move(error));
}

}  // namespace gimbal::document
