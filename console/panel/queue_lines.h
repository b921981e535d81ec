// The queued runs as lines under the output. Each has a cross that removes the run from the queue.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gimbal/console/run_model.h"
#include "panel/log/console_text.h"

namespace gimbal::console {

// "queued  2  import scene…  ×" for the first few, then "and 12 more".
std::vector<std::string> queue_lines(const RunModel& runs, std::size_t columns);
// The runs that have a line, each with its number and title.
std::vector<std::pair<RunId, std::string>> runs_with_queue_lines(const RunModel& runs);
// The run whose cross is in this cell of this line.
std::optional<RunId> run_crossed_at(const RunModel& runs, std::size_t line, std::size_t cell, std::size_t columns);

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
