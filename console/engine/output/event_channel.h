// The one ordered queue of events to the UI, with its wake-up.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include "base/mpsc_queue.h"
#include "engine/output/run_log.h"
#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: any posts; the UI takes.   GIL: not needed.
class EventChannel {
public:
    explicit EventChannel(std::function<void()> wake, RunLog* log = nullptr) : wake_(std::move(wake)), log_(log) {}

    void post(ConsoleEvent event);
    // Thread: UI. Until it has returned false the UI is taken to be awake, and posts do not wake it again.
    bool try_dequeue(ConsoleEvent& event);

    // Text blocks only: queues without counting and without waking, for a caller that holds a mutex; wake() follows.
    void push_text(OutputText text) { queue_.push(std::move(text)); }
    void wake();
    void close();  // returns when no wake-up is under way: none follows. Not inside one.

    // Counts up after every post. A block whose opener read this count before it queued the block stands behind every
    // post that made the count, so text may be appended to it for as long as the count stays.
    std::uint64_t posted() const { return posted_.load(std::memory_order_acquire); }

private:
    MpscQueue<ConsoleEvent> queue_;
    std::atomic<std::uint64_t> posted_{0};
    std::atomic<bool> awake_{false};
    std::mutex waking_;           // held while the host is woken, once a frame
    std::function<void()> wake_;  // guarded by it; empty: closed
    RunLog* log_;                 // sees what the UI is told
};

}  // namespace gimbal::console
