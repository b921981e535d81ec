// The queued runs and the current one.
#pragma once
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/platform/wake_up.h"
#include "engine/stop/run.h"

namespace gimbal::console {

// The mutex is held for pointer operations and never together with another.
// Thread: any submits and removes; the script thread takes and finishes.   GIL: not needed.
class RunQueue {
public:
    RunId next_id() { return last_id_.fetch_add(1) + 1; }
    std::string next_cell_name() { return "<cell " + std::to_string(last_cell_.fetch_add(1) + 1) + ">"; }

    void push(const std::shared_ptr<Run>& run);
    std::shared_ptr<Run> try_take();               // makes it the current run. Thread: script
    void adopt(const std::shared_ptr<Run>& run);   // the same for a run that was never queued, which gets its id
    void finish(const std::shared_ptr<Run>& run);  // Thread: script

    std::shared_ptr<Run> take_queued(RunId id);           // removes it. Null: it is not queued
    std::vector<std::shared_ptr<Run>> take_all_queued();  // removes them
    std::shared_ptr<Run> current() const;                 // null when idle
    bool is_busy() const;

    WakeUp& wake_up() { return woken_; }  // the script thread sleeps on it

private:
    void list(const std::shared_ptr<Run>& run);

    std::atomic<RunId> last_id_{0};
    std::atomic<std::uint64_t> last_cell_{0};
    WakeUp woken_;
    mutable std::mutex mutex_;
    std::deque<std::shared_ptr<Run>> alive_;  // the current run, and those queued in their order
};

}  // namespace gimbal::console
