// Records of the runs so far, for a host that asks and does not follow the events.
#pragma once
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::console {

// A run removed from the queue is `interrupted` and has `started` 0.
struct RunRecord {
    RunId id = 0;
    RunKind kind = RunKind::cell;
    std::string title;
    std::string name;    // the name in tracebacks: "<cell 3>" or a path; the title of a command
    std::string source;  // the beginning of the text of a cell or file; the path of a file that was read from disk
    RunState state = RunState::queued;
    double submitted = 0, started = 0;  // seconds since 1970; `started` is 0 until the run starts
    double seconds = 0;                 // from its start to its end, or to now
    std::string error;                  // "ValueError: no such mesh" when it failed
};

inline constexpr std::size_t most_run_records = 500;  // beyond that the oldest runs that have ended are forgotten

}  // namespace gimbal::console
