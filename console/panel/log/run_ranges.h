// The lines of the scrollback that hold the echo and the output of each run.
#pragma once
#include <deque>

#include "gimbal/console/events.h"
#include "text/model/text_source.h"

namespace gimbal::console {

// The echo is [begin, output); each line of a cell's echo starts with a prompt. Output written while the run runs is
// [output, end).
struct RunRange {
    RunId run = 0;  // 0: the echo of `name?`
    RunKind kind = RunKind::cell;
    LineId begin = 0, output = 0, end = no_line;
    bool question = false;  // `name?`: no Python
};

// Runs do not overlap, so the ranges are sorted and disjoint. A range goes when the scrollback drops its last line.
// Thread: UI.   GIL: not needed.
class RunRanges {
public:
    void add(RunRange range);
    void close(RunId run, LineId end_line);  // the run has ended, or was removed: later lines are not its own
    void drop_before(LineId first);
    void clear() { ranges_.clear(); }

    const RunRange* at(LineId line) const;  // the range that contains the line
    const RunRange* first_ending_after(LineId line) const;
    const RunRange* last_before(LineId line) const;  // the last that begins before the line
    const RunRange* next(const RunRange* range) const;
    const RunRange* of(RunId run) const;
    const RunRange* last() const { return ranges_.empty() ? nullptr : &ranges_.back(); }

private:
    std::deque<RunRange> ranges_;
};

}  // namespace gimbal::console
