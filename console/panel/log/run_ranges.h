// Which lines of the scrollback are the echo and the output of which run, by ranges; and how the run went.
#pragma once
#include <deque>
#include <optional>
#include <string>

#include "gimbal/console/events.h"
#include "text/model/ink.h"
#include "text/model/text_source.h"

namespace gimbal::console {

// The echo is [begin, output), with a prompt before each line when it is a cell's; what was written while it ran is
// [output, end).
struct RunRange {
    RunId run = 0;  // 0: not known yet
    RunKind kind = RunKind::cell;
    LineId begin = 0, output = 0, end = ~LineId{0};
    RunState state = RunState::queued;
    double seconds = 0;
    bool removed = false;   // from the queue: it never ran
    bool question = false;  // `name?`: no Python
};

// One run goes after the other, so ranges are in order and apart. They go with the scrollback's front.
// Thread: UI.   GIL: not needed.
class RunRanges {
public:
    void add(RunRange range);
    void name_last(RunId run);  // of the echo added last, once its run has a number
    void mark_question();       // the echo added last
    void started(RunId run);
    void removed(RunId run, LineId end_line);
    // Returns its echo's first line, ~0 when it is not there any more.
    LineId end(const RunEnded& ended, LineId end_line);
    void drop_before(LineId first);
    void clear() { ranges_.clear(); }

    const RunRange* at(LineId line) const;            // in whose echo or output it stands
    const RunRange* first_behind(LineId line) const;  // the first that ends behind `line`
    const RunRange* last_before(LineId line) const;   // the last that begins before it
    const RunRange* next(const RunRange* range) const;
    const RunRange* of(RunId run) const;
    const RunRange* last() const { return ranges_.empty() ? nullptr : &ranges_.back(); }

private:
    RunRange* find(RunId run);
    std::deque<RunRange> ranges_;
};

// A quiet word at the right end of a line, no part of its text.
struct Remark {
    std::string words;
    Ink colour = ink::dim;
};
// How a run went: nothing for one that was done in no time.
std::optional<Remark> remark_on(const RunRange& range, double seconds_so_far);

}  // namespace gimbal::console
