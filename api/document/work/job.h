// Native work off the UI thread: cancellable, with progress, on a pool of at most cores - 1 low-priority workers.
#pragma once
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

namespace gimbal::document {

struct Cancelled : std::runtime_error {
    Cancelled() : std::runtime_error("cancelled") {}
};

// What a piece of native work polls and tells. Cancelled before a worker took it up, it is finished at once and its
// work is destroyed without having run. Work must not wait for another job of its pool: there may be one worker only.
// Thread: the work's thread writes, any reads.   GIL: not needed.
class Job {
public:
    explicit Job(std::string label) : label_(std::move(label)) {}
    const std::string& label() const { return label_; }

    void run(std::function<void(Job&)> work);  // on this thread, keeping what it throws; then finished

    void cancel();  // Thread: any. Wakes a waiter; the work ends at its next poll.
    bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
    void poll() const {
        if (cancelled()) throw Cancelled();
    }  // cheap: call it at least every few milliseconds of work
    void set_progress(double fraction) { progress_.store(fraction, std::memory_order_relaxed); }
    double progress() const { return progress_.load(std::memory_order_relaxed); }

    bool finished() const;
    void wait() const;                    // until finished. Never with the GIL held.
    bool wait_for(double seconds) const;  // true when finished; also returns early on cancel()
    void rethrow();                       // what the work threw, if anything; Cancelled when it never ran. Once.

private:
    friend class WorkerPool;
    std::string label_;
    std::atomic<bool> cancelled_{false};
    std::atomic<double> progress_{-1};
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool queued_ = false, started_ = false, finished_ = false;
    std::exception_ptr error_;
};
using JobPtr = std::shared_ptr<Job>;

// Thread: any submits.   GIL: not needed.
class WorkerPool {
public:
    explicit WorkerPool(unsigned threads = 0);  // 0: cores - 1, at least one; nice 10
    ~WorkerPool();                              // cancels what is left, joins
    JobPtr submit(std::string label, std::function<void(Job&)> work);
    void cancel_all();
    unsigned thread_count() const;
    static WorkerPool& shared();  // the program's one pool; made on first use

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::document
