// A cancelled job leaves one thread behind, and the next call waits for all of them.
#include "api/document/work/abandonable.h"

#include <pthread.h>
#include <unistd.h>

#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "gimbal/console/thread_role.h"

namespace gimbal::document {

namespace {

constexpr double look_seconds = 0.002;  // the delay until a cancellation is noticed

std::mutex left_behind_mutex;
std::vector<JobPtr> left_behind;  // of threads whose results are not needed any more
pid_t process = 0;                // that has them

JobPtr one_left_behind() {
    std::lock_guard lock(left_behind_mutex);
    if (std::exchange(process, ::getpid()) != ::getpid()) left_behind.clear();  // a forked child has none of them
    return left_behind.empty() ? nullptr : left_behind.front();
}

// Throws Cancelled if the job is cancelled before the earlier threads have ended.
void wait_for_left_behind(Job& job) {
    while (const JobPtr earlier = one_left_behind()) {
        while (!earlier->wait_for(look_seconds)) job.poll();
        std::lock_guard lock(left_behind_mutex);
        std::erase(left_behind, earlier);
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
        left_behind.push_back(inner);
        throw Cancelled();
    }
    inner->rethrow();
}

}  // namespace gimbal::document
