// Posting to the UI and waking it once for many posts.
#include "engine/output/event_channel.h"

#include "gimbal/console/python/forked_child.h"

namespace gimbal::console {

void EventChannel::post(ConsoleEvent event) {
    if (in_forked_child()) return;  // the queue is a copy that nobody reads; the window is not ours
    if (log_) log_->note(event);
    queue_.push(std::move(event));
    posted_.fetch_add(1, std::memory_order_acq_rel);
    wake();
}

void EventChannel::wake() {
    if (awake_.exchange(true, std::memory_order_acq_rel)) return;
    std::lock_guard lock(waking_);
    if (wake_) wake_();
}

void EventChannel::close() {
    std::lock_guard lock(waking_);
    wake_ = nullptr;
}

bool EventChannel::try_dequeue(ConsoleEvent& event) {
    if (queue_.try_pop(event)) return true;
    awake_.exchange(false,
                    std::memory_order_acq_rel);  // from here on a post wakes; what came before it is looked for again
    return queue_.try_pop(event);
}

}  // namespace gimbal::console
