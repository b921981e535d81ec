// Futures that the host's own C++ ends: native work on threads or a pool of the host, with progress and cancelling.
//
//     auto [future, work] = make_job(engine, "Simulate", [world](Job& job) {
//         for (int step = 0; step < 1000; ++step) { job.poll(); world->step(); job.set_progress(step / 1000.0); }
//         return world->energy();
//     });
//     pool.submit(std::move(work));                        // or std::thread(std::move(work)).detach()
//     return to_awaitable(std::move(future)).release();   // python/awaitable.h: Python may await it
#pragma once
#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "gimbal/console/call/future.h"
#include "gimbal/console/call/promise_keeper.h"

namespace gimbal::console {

// Thrown by Job::poll(). A Future whose work throws it ends as `cancelled`.
struct JobCancelled : std::runtime_error {
    JobCancelled() : std::runtime_error("the work was cancelled") {}
};

namespace detail {

// Of all copies of a Promise. Its destructor ends the Future if nothing else has. Thread: any.   GIL: not needed.
class PromiseState {
public:
    PromiseState(PromiseKeeper& keeper, std::shared_ptr<CallState> state, std::string title);
    ~PromiseState();
    bool claim();  // true once, for the caller that may end it
    void end(std::optional<PythonError> error, std::exception_ptr exception = nullptr);
    void fail(std::exception_ptr exception);
    bool cancelled() const;
    void on_cancel(std::function<void()> function);
    void set_progress(double fraction);

private:
    std::shared_ptr<CallState> state_;
    std::atomic<bool> claimed_{false};
};

}  // namespace detail

// What native work writes its result to. Copies share it. The first value or error counts. If all copies are destroyed
// before, the Future ends as `cancelled` if it was cancelled, and with a RuntimeError otherwise. When the engine ends,
// the Future ends as `closed` and the work is asked to end; it may still use its Promise.
// Thread: any.   GIL: not needed.
template <class T>
class Promise {
public:
    explicit Promise(PromiseKeeper& engine, std::string title = "native work")
        : result_(std::make_shared<detail::ResultState<T>>()),
          state_(std::make_shared<detail::PromiseState>(engine, result_, std::move(title))) {}

    Future<T> future() const { return Future<T>(result_); }  // its result can be taken once

    template <class... Value>
    void set(Value&&... value) {
        static_assert(sizeof...(Value) == (std::is_void_v<T> ? 0 : 1), "set() takes the value, or nothing for void");
        if (!state_->claim()) return;
        try {
            if constexpr (std::is_void_v<T>) result_->value = true;
            else result_->value.emplace(std::forward<Value>(value)...);
        } catch (...) { return state_->fail(std::current_exception()); }  // a copy needs memory
        state_->end(std::nullopt);
    }
    // With an exception: invalid_argument is Python's ValueError, as python/errors.h says.
    void fail(std::exception_ptr error = std::current_exception()) {
        if (state_->claim()) state_->fail(std::move(error));
    }
    void fail(PythonError error) {
        if (state_->claim()) state_->end(std::move(error));
    }

    // Future::cancel() was called, an asyncio task that awaits it was cancelled, or the engine has ended.
    bool cancelled() const { return state_->cancelled(); }
    // The function is called once when that happens, on the thread that does it, or at once. It must be short and must
    // not call Python. It must not own a copy of the Promise, whose last copy drops it.
    void on_cancel(std::function<void()> function) const { state_->on_cancel(std::move(function)); }
    // 0 to 1. The run that has made the Promise shows it with the title, while it is current.
    void set_progress(double fraction) const { state_->set_progress(fraction); }

private:
    friend class Job;
    std::shared_ptr<detail::ResultState<T>> result_;
    std::shared_ptr<detail::PromiseState> state_;
};

// What a piece of native work sees of its Promise. Thread: that of the work.   GIL: not needed.
class Job {
public:
    template <class T>
    explicit Job(const Promise<T>& promise) : state_(*promise.state_) {}
    bool cancelled() const { return state_.cancelled(); }
    void poll() const {  // cheap; call it at least every few milliseconds
        if (cancelled()) throw JobCancelled();
    }
    void set_progress(double fraction) { state_.set_progress(fraction); }  // 0 to 1

private:
    detail::PromiseState& state_;
};

// A Future, and a function that computes its result by `work(job)`. Call the function once, on a thread of the host.
// If it is destroyed without a call, the Future ends, too. What `work` throws is the error of the Future.
template <class Work>
auto make_job(PromiseKeeper& engine, std::string title, Work work) {
    using T = std::invoke_result_t<Work&, Job&>;
    struct Piece {
        Work work;
        Promise<T> promise;
        void run() {
            try {
                Job job(promise);
                job.poll();
                if constexpr (std::is_void_v<T>) work(job), promise.set();
                else promise.set(work(job));
            } catch (...) { promise.fail(); }
        }
    };
    Promise<T> promise(engine, std::move(title));
    Future<T> future = promise.future();
    auto piece = std::make_shared<Piece>(Piece{std::move(work), std::move(promise)});
    return std::pair<Future<T>, std::function<void()>>(std::move(future), [piece] { piece->run(); });
}

}  // namespace gimbal::console
