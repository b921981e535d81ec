// Many posts cause one wake-up of the UI.
#include "engine/output/event_channel.h"

#include "gimbal/console/python/forked_child.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

void EventChannel::post(ConsoleEvent event) {
    if (in_forked_child()) return;  // the child has a copy of the queue that nobody reads
    queue_.push(std::move(event));
    posted_.fetch_add(1, std::memory_order_acq_rel);
    wake();
}

void EventChannel::wake() {
    if (!awake_.exchange(true, std::memory_order_acq_rel)) wake_now();
}

// Python may have called the caller, and no exception of the host may reach Python's frames.
void EventChannel::wake_now() {
    std::lock_guard lock(waking_);
    try {
        if (wake_) wake_();
    } catch (...) {}  // the UI finds the event at its next look
}

void EventChannel::close() {
    std::lock_guard lock(waking_);
    wake_ = nullptr;
}

bool EventChannel::try_dequeue(ConsoleEvent& event) {
    GIMBAL_ON(ui);
    if (queue_.try_pop(event)) return true;
    awake_.exchange(false, std::memory_order_acq_rel);  // a later post wakes; an earlier one is found by the next look
    return queue_.try_pop(event);
}

}  // namespace gimbal::console
