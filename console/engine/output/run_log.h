// Keeps a record of each run, from the events that the UI gets.
#pragma once
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gimbal/console/runs.h"

namespace gimbal::console {

// Thread: any.   GIL: not needed; the mutex is held for a copy.
class RunLog {
public:
    void submitted(RunRecord record);
    void note(const ConsoleEvent& event);    // ignores events that change no run
    std::vector<RunRecord> records() const;  // oldest first
    std::string name_of(RunId id) const;     // empty if its record is no longer kept

    static constexpr std::size_t most_source_bytes = 16 << 10;  // of one run

private:
    const RunRecord* find(RunId id) const;
    RunRecord* find(RunId id) { return const_cast<RunRecord*>(std::as_const(*this).find(id)); }
    mutable std::mutex mutex_;
    std::deque<RunRecord> records_;
};

}  // namespace gimbal::console
