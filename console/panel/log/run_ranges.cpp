// Found by bisection: they are in the order of their lines.
#include "panel/log/run_ranges.h"

#include <algorithm>
#include <iterator>

#include "panel/log/run_status.h"

namespace gimbal::console {
namespace {

constexpr double worth_a_word_seconds = 0.1;

}  // namespace

void RunRanges::add(RunRange range) {
    if (!ranges_.empty()) ranges_.back().end = std::min(ranges_.back().end, range.begin);
    ranges_.push_back(range);
}

void RunRanges::name_last(RunId run) {
    if (!ranges_.empty()) ranges_.back().run = run;
}

void RunRanges::mark_question() {
    if (!ranges_.empty()) ranges_.back().question = true;
}

// From the back, where it most likely is.
RunRange* RunRanges::find(RunId run) {
    const auto range = std::find_if(ranges_.rbegin(), ranges_.rend(),
                                    [=](const RunRange& one) { return one.run == run; });
    return range == ranges_.rend() ? nullptr : &*range;
}

void RunRanges::started(RunId run) {
    if (RunRange* range = find(run)) range->state = RunState::running;
}

void RunRanges::removed(RunId run, LineId end_line) {
    RunRange* range = find(run);
    if (!range) return;
    range->removed = true;
    range->end = std::min(range->end, end_line);
}

LineId RunRanges::end(const RunEnded& ended, LineId end_line) {
    RunRange* range = find(ended.run);
    if (!range) return ~LineId{0};
    range->state = ended.state;
    range->seconds = ended.seconds;
    range->end = std::min(range->end, end_line);
    return range->begin;
}

void RunRanges::drop_before(LineId first) {
    while (!ranges_.empty() && ranges_.front().end <= first) ranges_.pop_front();
}

const RunRange* RunRanges::first_behind(LineId line) const {
    const auto range = std::partition_point(ranges_.begin(), ranges_.end(),
                                            [=](const RunRange& one) { return one.end <= line; });
    return range == ranges_.end() ? nullptr : &*range;
}

const RunRange* RunRanges::at(LineId line) const {
    const RunRange* range = first_behind(line);
    return range && range->begin <= line ? range : nullptr;
}

const RunRange* RunRanges::last_before(LineId line) const {
    const auto behind = std::partition_point(ranges_.begin(), ranges_.end(),
                                             [=](const RunRange& one) { return one.begin < line; });
    return behind == ranges_.begin() ? nullptr : &*std::prev(behind);
}

const RunRange* RunRanges::next(const RunRange* range) const {
    return range == last() ? nullptr : first_behind(range->end);
}

const RunRange* RunRanges::of(RunId run) const {
    for (const RunRange& range : ranges_)
        if (range.run == run) return &range;
    return nullptr;
}

std::optional<Remark> remark_on(const RunRange& range, double seconds_so_far) {
    if (range.removed) return Remark{"not run"};
    if (range.state == RunState::queued) return std::nullopt;
    const bool ended = range.state == RunState::done || range.state == RunState::failed ||
                       range.state == RunState::interrupted;
    const double seconds = ended ? range.seconds : seconds_so_far;
    const bool long_enough = seconds >= worth_a_word_seconds;
    const std::string time = long_enough ? elapsed_words(seconds) : "";
    switch (range.state) {
        case RunState::done: return long_enough ? std::optional(Remark{time}) : std::nullopt;
        case RunState::failed: return Remark{"\xC3\x97 failed" + (long_enough ? "  " + time : ""), ink::error};
        case RunState::interrupted:
            return Remark{"\xE2\x96\xA0 interrupted" + (long_enough ? "  " + time : ""), ink::error_output};
        default: return long_enough ? std::optional(Remark{"\xE2\x97\x8F running", ink::running}) : std::nullopt;
    }
}

}  // namespace gimbal::console
