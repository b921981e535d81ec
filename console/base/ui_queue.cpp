// post() takes no lock (mpsc_queue.h). Only ask() waits, on a condition variable.
#include "gimbal/console/ui_queue.h"

#include <exception>

#include "gimbal/console/python/forked_child.h"
#include "base/mpsc_queue.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

// Shared by the asking thread and the posted function, because either can be the last to use it.
struct UiQueue::Question {
    enum class State { waiting, running, answered, abandoned } state = State::waiting;
    std::exception_ptr error;
};

UiQueue::UiQueue(std::function<void()> wake)
    : wake_(std::move(wake)),
      functions_(std::make_unique<MpscQueue<std::function<void()>>>()) {}

UiQueue::~UiQueue() = default;

void UiQueue::post(std::function<void()> function) {
    if (in_forked_child() || closed_.load(std::memory_order_acquire)) return;
    functions_->push(std::move(function));
    wake_();
}

void UiQueue::run_and_wait(const std::function<void()>& question, std::chrono::milliseconds limit) {
    GIMBAL_NOT_ON(ui);
    if (in_forked_child()) throw std::runtime_error("a forked child has no window; ask in the program that forked it");
    const auto asked = std::make_shared<Question>();
    post([this, asked, &question] {
        {
            std::lock_guard lock(mutex_);
            if (asked->state == Question::State::abandoned) return;
            asked->state = Question::State::running;
        }
        try {
            question();
        } catch (...) { asked->error = std::current_exception(); }
        std::lock_guard lock(mutex_);
        asked->state = Question::State::answered;
        answered_.notify_all();
    });
    std::unique_lock lock(mutex_);
    answered_.wait_for(lock, limit, [&] { return asked->state != Question::State::waiting || closed_; });
    if (asked->state == Question::State::waiting) {
        asked->state = Question::State::abandoned;
        throw std::runtime_error(closed_ ? "the window is closing" : "the window has not answered in time");
    }
    // The question refers to this thread's variables, so wait for it, however long it takes.
    answered_.wait(lock, [&] { return asked->state == Question::State::answered; });
    if (asked->error) std::rethrow_exception(asked->error);
}

std::size_t UiQueue::drain(std::chrono::microseconds budget) {
    GIMBAL_ON(ui);
    const auto until = Clock::now() + budget;
    std::size_t count = 0;
    std::function<void()> function;
    while (functions_->try_pop(function)) {
        function();
        function = nullptr;
        ++count;
        if (Clock::now() < until) continue;
        if (!empty()) wake_();
        break;
    }
    return count;
}

bool UiQueue::empty() const { return functions_->empty(); }

void UiQueue::close() {
    std::lock_guard lock(mutex_);
    closed_.store(true, std::memory_order_release);
    answered_.notify_all();
}

}  // namespace gimbal::console
