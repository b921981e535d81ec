// The runs so far, each as a value: what it is, how it stands, since when and for how long.
#pragma once
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

struct RunRecord {
    RunId id = 0;
    RunKind kind = RunKind::cell;
    std::string title;
    std::string name;    // what tracebacks call its code: "<cell 3>", a path; a command's is its title
    std::string source;  //  the cell's or the file's text where it was given, else the file's path
    RunState state = RunState::queued;
    double submitted = 0, started = 0;  // seconds since 1970; started is 0 until it starts
    double seconds = 0;                 // until it ended, or until now
    std::string error;                  // "ValueError: no such mesh" when it failed
};

// Follows the events that the UI is told, so both see the same. A removed run is kept as interrupted, never started.
// Thread: any.   GIL: not needed; the mutex is held for a copy.
class RunLog {
public:
    void submitted(RunRecord record);
    void note(const ConsoleEvent& event);    // those of other kinds are ignored
    std::vector<RunRecord> records() const;  // oldest first
    std::string name_of(RunId id) const;     // "" of a run that is not kept any more

    static constexpr std::size_t most_records = 500;            // the oldest that have ended go first
    static constexpr std::size_t most_source_bytes = 16 << 10;  // kept of each

private:
    const RunRecord* find(RunId id) const;
    RunRecord* find(RunId id) { return const_cast<RunRecord*>(std::as_const(*this).find(id)); }
    mutable std::mutex mutex_;
    std::deque<RunRecord> records_;
};

}  // namespace gimbal::console
