// Asking the UI thread: a function posted to run there, and an answer waited for without ever holding the window up.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>

#include "gimbal/console/python/forked_child.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

// Made before the engine, since the engine's own threads use it as soon as they start.
// Thread: any.   GIL: not needed for post; not held for ask.
class UiCalls {
public:
    void attach(console::Engine& engine) { engine_.store(&engine, std::memory_order_release); }
    void close() { closed_.store(true, std::memory_order_release); }  // the window is going: nobody will answer

    // In the order of posting, among the engine's own events.
    void post(std::function<void()> call) {
        console::Engine* engine = engine_.load(std::memory_order_acquire);
        if (engine && !closed_.load(std::memory_order_acquire)) engine->post(console::UiCall{std::move(call)});
    }

    // What `question` returns on the UI thread. Throws std::runtime_error when the window closes before.
    template <class Answer>
    Answer ask(std::function<Answer()> question) {
        if (console::in_forked_child())
            throw std::runtime_error("a forked child has no window; the program that forked it has");
        console::assert_not_on(console::ThreadRole::ui);  // it would wait for itself
        struct Slot {
            std::mutex mutex;
            std::condition_variable ready;
            std::optional<Answer> answer;
        };
        auto slot = std::make_shared<Slot>();
        post([slot, question = std::move(question)] {
            Answer answer = question();
            std::lock_guard lock(slot->mutex);
            slot->answer = std::move(answer);
            slot->ready.notify_all();
        });
        std::unique_lock lock(slot->mutex);
        while (!slot->answer) {
            slot->ready.wait_for(lock, std::chrono::milliseconds(50));
            if (!slot->answer && closed_.load(std::memory_order_acquire))
                throw std::runtime_error("the window is closing");
        }
        return std::move(*slot->answer);
    }

private:
    std::atomic<console::Engine*> engine_{nullptr};
    std::atomic<bool> closed_{false};
};

}  // namespace gimbal::app
