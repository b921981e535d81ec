// A new thread's run is in a map until the thread writes for the first time, and thread-local from then on.
#include "engine/output/thread_runs.h"

#include <mutex>
#include <unordered_map>

namespace gimbal::console {

namespace {
struct ThisThread {
    bool looked_up = false, has_run = false;
    RunId run = 0, task_run = 0;
};
thread_local ThisThread this_thread;

std::mutex starts_mutex;  // held for a look-up
// Threads that have not written yet; some never do. Never destroyed: a script's threads may outlive main().
auto& starts = *new std::unordered_map<pthread_t, RunId>;

void look_up_this_thread() {
    this_thread.looked_up = true;
    std::lock_guard lock(starts_mutex);
    const auto found = starts.find(pthread_self());
    if (found == starts.end()) return;
    this_thread.has_run = true;
    this_thread.run = found->second;
    starts.erase(found);
}
}  // namespace

void remember_run_of_thread(pthread_t thread, RunId run) {
    std::lock_guard lock(starts_mutex);
    starts[thread] = run;
}

RunId run_of_this_thread(RunId current) noexcept {
    if (this_thread.task_run != 0) return this_thread.task_run;
    if (!this_thread.looked_up) look_up_this_thread();
    return this_thread.has_run ? this_thread.run : current;
}

void set_run_of_this_thread(RunId run) noexcept { this_thread = {true, true, run}; }
void set_run_of_this_task(RunId run) noexcept { this_thread.task_run = run; }

}  // namespace gimbal::console
