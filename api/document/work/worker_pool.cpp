// Low-priority threads that run jobs in the order of submission.
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "api/document/work/job.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::document {

struct WorkerPool::State {
    struct QueuedJob {
        JobPtr job;
        std::function<void(Job&)> work;
    };
    std::mutex mutex;
    std::condition_variable changed, idle;
    std::deque<QueuedJob> queue;
    std::vector<JobPtr> running;
    bool closing = false;
    std::vector<std::thread> threads;

    void run_worker(unsigned number);
};

WorkerPool::WorkerPool(unsigned threads) : state_(std::make_unique<State>()) {
    const unsigned cores = std::max(std::thread::hardware_concurrency(), 1u);
    if (threads == 0) threads = std::max(cores - 1, 1u);  // leave one core for the window
    for (unsigned i = 0; i < threads; ++i)
        state_->threads.emplace_back([state = state_.get(), i] { state->run_worker(i); });
}

WorkerPool::~WorkerPool() {
    {
        std::lock_guard lock(state_->mutex);
        state_->closing = true;
    }
    cancel_all();
    state_->changed.notify_all();
    for (std::thread& thread : state_->threads) thread.join();
}

JobPtr WorkerPool::submit(std::string label, std::function<void(Job&)> work) {
    JobPtr job = std::make_shared<Job>(std::move(label));
    job->queued_ = true;
    bool refused;
    {
        std::lock_guard lock(state_->mutex);
        refused = state_->closing;
        if (!refused) state_->queue.push_back({job, std::move(work)});
    }
    if (refused) job->cancel();
    else state_->changed.notify_one();
    return job;
}

void WorkerPool::cancel_all() {
    std::vector<JobPtr> jobs;
    {
        std::lock_guard lock(state_->mutex);
        jobs = state_->running;
        for (const State::QueuedJob& queued : state_->queue) jobs.push_back(queued.job);
    }
    for (const JobPtr& job : jobs) job->cancel();
}

bool WorkerPool::wait_until_idle(double seconds) const {
    std::unique_lock lock(state_->mutex);
    return state_->idle.wait_for(lock, std::chrono::duration<double>(seconds),
                                 [this] { return state_->queue.empty() && state_->running.empty(); });
}

namespace {

struct ProcessPool {
    std::mutex mutex;
    WorkerPool* pool = nullptr;
};
ProcessPool* present = nullptr;

// A forked child abandons its parent's pool: the threads are missing, and one may have held a mutex.
struct ProcessPools {
    ProcessPools() {
        present = new ProcessPool;
        ::pthread_atfork(nullptr, nullptr, [] { present = new ProcessPool; });
    }
    ~ProcessPools() { WorkerPool::end_shared(); }  // after an exit() by C code
};

}  // namespace

WorkerPool& WorkerPool::shared() {
    static const ProcessPools pools;
    std::lock_guard lock(present->mutex);
    if (!present->pool) present->pool = new WorkerPool;
    return *present->pool;
}

void WorkerPool::end_shared() {
    if (!present) return;
    WorkerPool* pool = nullptr;
    {
        std::lock_guard lock(present->mutex);
        pool = std::exchange(present->pool, nullptr);
    }
    delete pool;
}

void WorkerPool::State::run_worker(unsigned number) {
    console::set_thread_role(console::ThreadRole::worker);
    pthread_setname_np(pthread_self(), ("worker " + std::to_string(number)).c_str());
    // On Linux this is the priority of the thread alone. A failure does no harm.
    setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 10);
    for (;;) {
        QueuedJob next;
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [this] { return closing || !queue.empty(); });
            if (queue.empty()) return;
            next = std::move(queue.front());
            queue.pop_front();
            running.push_back(next.job);
        }
        next.job->run(std::move(next.work));
        std::lock_guard lock(mutex);
        std::erase(running, next.job);
        if (running.empty() && queue.empty()) idle.notify_all();
    }
}

}  // namespace gimbal::document
