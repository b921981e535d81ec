#include "panel/log/run_ranges.h"

#include <algorithm>
#include <iterator>

namespace gimbal::console {

void RunRanges::add(RunRange range) {
    if (!ranges_.empty()) ranges_.back().end = std::min(ranges_.back().end, range.begin);
    ranges_.push_back(range);
}

void RunRanges::close(RunId run, LineId end_line) {
    if (auto* range = const_cast<RunRange*>(of(run))) range->end = std::min(range->end, end_line);
}

void RunRanges::drop_before(LineId first) {
    while (!ranges_.empty() && ranges_.front().end <= first) ranges_.pop_front();
}

const RunRange* RunRanges::first_ending_after(LineId line) const {
    const auto range = std::ranges::upper_bound(ranges_, line, {}, &RunRange::end);
    return range == ranges_.end() ? nullptr : &*range;
}

const RunRange* RunRanges::at(LineId line) const {
    const RunRange* range = first_ending_after(line);
    return range && range->begin <= line ? range : nullptr;
}

const RunRange* RunRanges::last_before(LineId line) const {
    const auto after = std::ranges::lower_bound(ranges_, line, {}, &RunRange::begin);
    return after == ranges_.begin() ? nullptr : &*std::prev(after);
}

const RunRange* RunRanges::next(const RunRange* range) const {
    return range == last() ? nullptr : first_ending_after(range->end);
}

// Searches from the back: callers mostly ask for a recent run.
const RunRange* RunRanges::of(RunId run) const {
    const auto range = std::ranges::find(ranges_.rbegin(), ranges_.rend(), run, &RunRange::run);
    return range == ranges_.rend() ? nullptr : &*range;
}

}  // namespace gimbal::console
