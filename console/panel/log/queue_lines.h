// The queued runs as lines under the output. Each has a cross that removes the run from the queue.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gimbal/console/run_model.h"
#include "panel/log/console_text.h"

namespace gimbal::console {

// The queued runs of one console, in their order. Handles the events of this console's runs only.
// Thread: UI.   GIL: not needed.
class ConsoleQueue {
public:
    explicit ConsoleQueue(const RunModel& runs) : all_(runs) {}
    void handle(const ConsoleEvent& event);

    std::vector<RunId> runs() const;
    // "queued  2  import scene…  ×" for the first few, with their places in the whole queue, then "and 12 more".
    std::vector<std::string> lines(std::size_t columns) const;
    std::vector<std::pair<RunId, std::string>> runs_with_lines() const;  // each with its place and title
    // The run whose cross is in this cell of this line.
    std::optional<RunId> crossed_at(std::size_t line, std::size_t cell, std::size_t columns) const;

private:
    std::size_t place_of(RunId run) const;  // from 1
    std::string line(RunId run, std::size_t columns) const;

    const RunModel& all_;
    std::set<RunId> own_;  // also runs that the model no longer lists
};

// The runs of one console that were removed from the queue and are not reported in its text yet.
// Thread: UI.   GIL: not needed.
class RemovedRuns {
public:
    void add(const RunRemoved& removed, const RunModel& runs);
    bool empty() const { return count_ == 0; }
    std::string take_words();  // "3 queued runs were not run: …"

private:
    std::size_t count_ = 0;
    std::vector<std::string> titles_;  // the first few
    std::string why_;
};

}  // namespace gimbal::console
