// Native work outside the UI thread, with progress and cancellation, on a pool of low-priority workers.
#pragma once
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "api/document/work/edit_author.h"

namespace gimbal::document {

struct Cancelled : std::runtime_error {
    Cancelled() : std::runtime_error("cancelled") {}
};

// The state that a piece of native work polls and reports to. A job that is cancelled in the queue is finished at once,
// and its work is destroyed without having run. Work must not wait for another job of its pool, which may have only one
// worker. Thread: the work's thread writes, any reads.   GIL: not needed.
class Job {
public:
    explicit Job(std::string label) : label_(std::move(label)), transaction_(edit_author().transaction) {}
    const std::string& label() const { return label_; }

    // On this thread; keeps its exception, then is finished. It edits for the transaction that has made the job.
    void run(std::function<void(Job&)> work);

    void cancel();  // Thread: any. Wakes waiting threads; the work ends at its next poll.
    // Calls `cancel` once, at the first cancel() or at once if that has been called: for work that does not poll. Set
    // it before other threads have the job.
    void on_cancel(std::function<void()> cancel);
    bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
    void poll() const {
        if (cancelled()) throw Cancelled();
    }  // cheap; call it at least every few milliseconds
    void set_progress(double fraction) {
        progress_.store(fraction, std::memory_order_relaxed);
        if (watch_progress_) watch_progress_(fraction);
    }
    // A sentence about what was done ("Saved 2 objects to …"), for the user. The work sets it, and it is read
    // afterwards.
    void set_note(std::string note);
    std::string note() const;
    double progress() const { return progress_.load(std::memory_order_relaxed); }

    bool finished() const;
    void wait() const;                    // until finished. Never with the GIL held.
    bool wait_for(double seconds) const;  // true: finished. Returns early on cancel()
    void rethrow();                       // throws the exception of the work, or Cancelled if it never ran; once

private:
    friend class WorkerPool;
    friend class ProgressWatch;
    std::string label_;
    const std::uint64_t transaction_;  // a StepToken; 0: none
    std::atomic<bool> cancelled_{false};
    std::atomic<double> progress_{-1};
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool queued_ = false, started_ = false, finished_ = false;
    std::exception_ptr error_;
    std::string note_;
    std::function<void(double)> watch_progress_;
    std::function<void()> on_cancel_;
};
using JobPtr = std::shared_ptr<Job>;

// Hears the progress of a job while its work runs.   Thread: that of the work.
class ProgressWatch {
public:
    ProgressWatch(Job& job, std::function<void(double)> watch) : job_(job) { job_.watch_progress_ = std::move(watch); }
    ~ProgressWatch() { job_.watch_progress_ = nullptr; }
    ProgressWatch(const ProgressWatch&) = delete;

private:
    Job& job_;
};

// Thread: any submits.   GIL: not needed.
class WorkerPool {
public:
    explicit WorkerPool(unsigned threads = 0);  // 0: one less than cores, at least one; nice 10
    ~WorkerPool();                              // cancels the remaining jobs and joins the threads
    JobPtr submit(std::string label, std::function<void(Job&)> work);
    void cancel_all();
    bool wait_until_idle(double seconds) const;  // false: a job runs or waits after that time
    static WorkerPool& shared();                 // the process's pool, made on first use; a forked child has its own
    // Cancels the jobs of the shared pool and waits for its threads. Call it at the end of the program, before exit()
    // destroys static objects that they use.
    static void end_shared();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::document
