// The state of a job. cancel() wakes the waiting threads.
#include "api/document/work/job.h"

#include <chrono>
#include <utility>

namespace gimbal::document {

void Job::cancel() {
    cancelled_.store(true, std::memory_order_relaxed);
    std::function<void()> cancel_work;
    {
        std::lock_guard lock(mutex_);
        if (queued_ && !started_ && !finished_) {
            finished_ = true;
            error_ = std::make_exception_ptr(Cancelled());
        }
        cancel_work = std::exchange(on_cancel_, nullptr);
        changed_.notify_all();
    }
    if (cancel_work) cancel_work();
}

void Job::on_cancel(std::function<void()> cancel) {
    {
        std::lock_guard lock(mutex_);
        if (!cancelled()) on_cancel_ = std::exchange(cancel, nullptr);
    }
    if (cancel) cancel();
}

void Job::set_note(std::string note) {
    std::lock_guard lock(mutex_);
    note_ = std::move(note);
}

std::string Job::note() const {
    std::lock_guard lock(mutex_);
    return note_;
}

bool Job::finished() const {
    std::lock_guard lock(mutex_);
    return finished_;
}

void Job::wait() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return finished_; });
}

bool Job::wait_for(double seconds) const {
    std::unique_lock lock(mutex_);
    const bool was_cancelled = cancelled();  // a caller that cancelled the job itself can still wait for its end
    changed_.wait_for(lock, std::chrono::duration<double>(seconds),
                      [&] { return finished_ || (!was_cancelled && cancelled()); });
    return finished_;
}

void Job::rethrow() {
    std::exception_ptr error;  // moved out, so that this thread frees it even if it is not the last to release the job
    {
        std::lock_guard lock(mutex_);
        error = std::exchange(error_, nullptr);
    }
    if (error) std::rethrow_exception(std::move(error));
}

void Job::run(std::function<void(Job&)> work) {
    {
        std::lock_guard lock(mutex_);
        if (finished_) return;  // cancelled in the queue
        started_ = true;
    }
    std::exception_ptr error;
    try {
        const EditsFor scope({transaction_, transaction_ != 0});
        work(*this);
    } catch (...) { error = std::current_exception(); }
    work = nullptr;  // destroys its captures before a waiting thread goes on
    std::lock_guard lock(mutex_);
    finished_ = true;
    error_ = std::move(error);
    changed_.notify_all();
}

}  // namespace gimbal::document
