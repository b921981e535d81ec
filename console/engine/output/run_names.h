// The names of runs, for errors of threads whose run has ended.
#pragma once
#include <map>
#include <mutex>
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: any.   GIL: not needed.
class RunNames {
public:
    void add(RunId run, std::string name) {
        std::lock_guard lock(mutex_);
        names_.emplace(run, std::move(name));
        if (names_.size() > most_kept) names_.erase(names_.begin());
    }
    std::string of(RunId run) const {  // empty if it is no longer kept
        std::lock_guard lock(mutex_);
        const auto found = names_.find(run);
        return found != names_.end() ? found->second : "";
    }

private:
    static constexpr std::size_t most_kept = 500;
    mutable std::mutex mutex_;
    std::map<RunId, std::string> names_;
};

}  // namespace gimbal::console
