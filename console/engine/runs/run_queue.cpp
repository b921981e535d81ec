// One compare-exchange decides whether a run is taken or removed.
#include "engine/runs/run_queue.h"
#include "gimbal/console/thread_role.h"

#include <algorithm>

namespace gimbal::console {

void RunQueue::list(const std::shared_ptr<Run>& run) {
    std::lock_guard lock(mutex_);
    alive_.push_back(run);
}

void RunQueue::push(std::shared_ptr<Run> run) {
    list(run);
    inbox_.push(std::move(run));
    woken_.notify();
}

std::shared_ptr<Run> RunQueue::try_take() {
    GIMBAL_ON(script);
    std::shared_ptr<Run> run;
    while (inbox_.try_pop(run))
        if (run->decide(Run::Fate::taken)) return run;
    return nullptr;
}

void RunQueue::adopt(const std::shared_ptr<Run>& run) {
    GIMBAL_ON(script);
    run->started = Clock::now();
    run->fate.store(Run::Fate::taken);
    list(run);
}

void RunQueue::finish(const std::shared_ptr<Run>& run) {
    GIMBAL_ON(script);
    std::lock_guard lock(mutex_);
    std::erase(alive_, run);
}

bool RunQueue::remove(RunId id) {
    std::lock_guard lock(mutex_);
    const auto found = std::find_if(alive_.begin(), alive_.end(), [&](const auto& run) { return run->id == id; });
    if (found == alive_.end() || !(*found)->decide(Run::Fate::removed)) return false;
    alive_.erase(found);
    return true;
}

std::vector<RunId> RunQueue::remove_all_queued() {
    std::vector<RunId> removed;
    std::lock_guard lock(mutex_);
    std::erase_if(alive_, [&](const auto& run) {
        if (!run->decide(Run::Fate::removed)) return false;
        removed.push_back(run->id);
        return true;
    });
    return removed;
}

std::shared_ptr<Run> RunQueue::current() const {
    std::lock_guard lock(mutex_);
    for (const auto& run : alive_)
        if (run->fate.load() == Run::Fate::taken) return run;
    return nullptr;
}

bool RunQueue::is_busy() const {
    std::lock_guard lock(mutex_);
    return !alive_.empty();
}

}  // namespace gimbal::console
