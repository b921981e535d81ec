// The one ordered queue of events to the UI, and its wake-up.
#pragma once
#include <atomic>
#include <functional>
#include <mutex>

#include "base/mpsc_queue.h"
#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: any posts; the UI takes.   GIL: not needed.
class EventChannel {
public:
    explicit EventChannel(std::function<void()> wake) : wake_(std::move(wake)) {}

    void post(ConsoleEvent event);
    // Until it returns false, the UI counts as awake and posts do not wake it again. Thread: UI.
    bool try_dequeue(ConsoleEvent& event);

    // Queues a text block without counting a post and without waking, for a caller that holds a mutex. wake() follows.
    void push_text(OutputText text) { queue_.push(std::move(text)); }
    void wake();
    void wake_now();  // also if the UI counts as awake
    void close();     // when it returns, no wake-up is in progress and none follows. Must not be called by a wake-up.

    // Grows with every post. The opener of a block reads it before it queues the block, so the block comes after all
    // posts counted then. Text may be appended to the block until the count changes.
    std::uint64_t posted() const { return posted_.load(std::memory_order_acquire); }

private:
    MpscQueue<ConsoleEvent> queue_;
    std::atomic<std::uint64_t> posted_{0};
    std::atomic<bool> awake_{false};
    std::mutex waking_;           // held while the host is woken, once per frame
    std::function<void()> wake_;  // the host's; guarded by waking_. Empty: closed
};

}  // namespace gimbal::console
