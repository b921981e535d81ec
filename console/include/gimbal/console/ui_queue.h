// The queue of functions that other threads post to the UI thread.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace gimbal::console {

template <class T>
class MpscQueue;

// Owned by the host, which creates it before the engine and destroys it after the engine and every thread that posts.
// Needs neither the engine nor Python.
//
// Order: functions run in the order in which they were posted, over all threads. No order is promised between them and
// the engine's events: a function can run before an event that the same thread posted earlier, and the reverse.
//
// In a forked child nothing is posted, because the window belongs to the parent.
// GIL: not needed for post(); not held by ask().
class UiQueue {
public:
    // `wake` is called after each post, on the posting thread. It must make the host call drain() soon.
    explicit UiQueue(std::function<void()> wake);
    ~UiQueue();

    // Returns at once. The function must not throw. Dropped after close(). Thread: any.
    void post(std::function<void()> function);

    // Runs `question` on the UI thread and returns its result; an exception that it throws is rethrown here. Throws
    // std::runtime_error if the queue is closed, if the limit passes before the question has begun, or in a forked
    // child. The question never runs after ask() has returned or thrown, so it may refer to local variables.
    // Thread: any but UI, which would wait for itself.
    template <class Question>
    auto ask(Question question, std::chrono::milliseconds limit) -> std::invoke_result_t<Question&> {
        using Result = std::invoke_result_t<Question&>;
        if constexpr (std::is_void_v<Result>) {
            run_and_wait(question, limit);
        } else {
            std::optional<Result> result;
            run_and_wait([&] { result.emplace(question()); }, limit);
            return std::move(*result);
        }
    }

    // Runs what was posted, in order, until the queue is empty or the budget is used up; in the latter case it calls
    // `wake`, so that the rest follows in the next frame. Returns the number of functions run. Thread: UI.
    std::size_t drain(std::chrono::microseconds budget);
    bool empty() const;  // Thread: UI

    // Refuses new functions and ends every ask() that still waits with an error. Queued functions run only if the host
    // calls drain() again. Thread: any.
    void close();
    bool is_closed() const { return closed_.load(std::memory_order_acquire); }  // Thread: any

private:
    struct Question;
    void run_and_wait(const std::function<void()>& question, std::chrono::milliseconds limit);

    const std::function<void()> wake_;
    const std::unique_ptr<MpscQueue<std::function<void()>>> functions_;
    std::mutex mutex_;  // protects the state of each Question; not held while a function runs
    std::condition_variable answered_;
    std::atomic<bool> closed_{false};  // set under the mutex, so that no ask() misses it
};

}  // namespace gimbal::console
