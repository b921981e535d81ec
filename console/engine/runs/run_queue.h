// The runs that wait, the one that runs, and what is removed before its turn.
#pragma once
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/mpsc_queue.h"
#include "base/platform/wake_up.h"
#include "engine/stop/run.h"

namespace gimbal::console {

// Runs travel by the lock-free inbox; `alive_` only lists them, for Stop, removal and "busy". Its mutex is held for
// pointer operations and never together with another. Thread: any submits and removes; the script thread takes and
// finishes.   GIL: not needed.
class RunQueue {
public:
    RunId next_id() { return last_id_.fetch_add(1) + 1; }
    std::string next_cell_name() {
        return "<cell " + std::to_string(last_cell_.fetch_add(1) + 1) + ">";
    }  // cells count by themselves

    void push(std::shared_ptr<Run> run);
    std::shared_ptr<Run> try_take();               // Thread: script. The run is then the current one.
    void finish(const std::shared_ptr<Run>& run);  // Thread: script.
    void adopt(const std::shared_ptr<Run>& run);   // Thread: script. A run that never waited (terminal, start code).

    bool remove(RunId id);
    std::vector<RunId> remove_all_queued();
    std::shared_ptr<Run> current() const;  // taken, not finished; empty when idle
    bool is_busy() const;

    WakeUp& wake_up() { return woken_; }  // what the script thread sleeps on

private:
    void list(const std::shared_ptr<Run>& run);

    std::atomic<RunId> last_id_{0};
    std::atomic<std::uint64_t> last_cell_{0};
    MpscQueue<std::shared_ptr<Run>> inbox_;
    WakeUp woken_;
    mutable std::mutex mutex_;
    std::deque<std::shared_ptr<Run>> alive_;  // queued and current
};

}  // namespace gimbal::console
