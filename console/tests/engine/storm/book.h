// Checks the events of a storm against the promises of the engine.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/platform/native_thread.h"
#include "gimbal/console/events.h"

namespace gimbal::console::test {

// The times of each Stop. Its effects may show later than `end`.
class StopTimes {
public:
    template <class Press>
    void press(Press&& press) {  // Thread: any.
        const auto begin = Clock::now();
        press();
        std::lock_guard lock(mutex_);
        times_.push_back({begin, Clock::now()});
    }
    bool any_between(Clock::time_point begin, Clock::time_point end) const {
        std::lock_guard lock(mutex_);
        for (const Times& stop : times_)
            if (stop.begin <= end && stop.end >= begin) return true;
        return false;
    }
    std::size_t count() const {
        std::lock_guard lock(mutex_);
        return times_.size();
    }

private:
    struct Times {
        Clock::time_point begin, end;
    };
    mutable std::mutex mutex_;
    std::vector<Times> times_;
};

// - The events of each run come in order, and each run ends exactly once.
// - Only a run that lived while Stop was pressed is interrupted.
// - Lines are whole and in order for each writer. A line that was soon complete has no other text inside.
// Thread: the one that drains; submitted() and broken(): any.   GIL: not needed.
class Book {
public:
    void submitted(RunId run, Clock::time_point asked);
    void read(const ConsoleEvent& event);
    void read_text(const std::vector<TextPiece>& pieces, std::uint64_t dropped);
    void broken(const std::string& promise);

    // Call at the end. `all_ended` is false if the interpreter was left during a run.
    void close(const StopTimes& stops, bool all_ended);
    int broken_promises() const;
    int count(RunState state) const;
    int removed() const { return removed_; }
    QuestionId newest_question() const { return newest_question_.load(); }  // Thread: any
    std::size_t runs() const { return runs_.size(); }
    std::uint64_t lines() const { return lines_; }
    std::uint64_t lines_in_parts() const { return lines_in_parts_; }  // by writers that paused within a line

private:
    enum class Stage { unknown, queued, started, over };
    struct Entry {
        Stage stage = Stage::unknown;
        RunState state = RunState::queued;
        bool asks = false, was_removed = false, was_submitted = false, swallowed = false;
        std::string error, why;
        Clock::time_point asked{}, over{};
    };
    struct OpenLine {
        std::string text;
        bool in_parts = false;
    };
    void read_line(RunId run, const std::string& line, bool in_parts);
    void read_numbered(RunId run, const std::string& line, bool in_parts);
    void must(bool kept, RunId run, const char* promise);

    mutable std::mutex mutex_;
    std::map<RunId, Entry> runs_;
    RunId running_ = 0;
    std::atomic<QuestionId> newest_question_{0};
    int broken_ = 0, removed_ = 0;
    std::uint64_t lines_ = 0, lines_in_parts_ = 0, dropped_ = 0;
    std::map<std::uint32_t, OpenLine> open_lines_;  // by thread
    std::map<std::string, long> last_of_writer_;
    std::set<std::string> must_be_slow_;  // writers with a line in parts
};

}  // namespace gimbal::console::test
