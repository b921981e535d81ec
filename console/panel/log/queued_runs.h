// The runs that wait behind the current one: as lines under the output, each with a cross that takes it out of the
// queue.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class QueuedRuns {
public:
    void handle(const ConsoleEvent& event);
    void forget(RunId run);  // another console tells of its removal
    bool empty() const { return queued_.empty(); }
    RunId last() const { return queued_.back().run; }
    // "queued  2  import scene…  ×", the first few, then "and 12 more".
    std::vector<std::string> lines(std::size_t columns) const;
    std::vector<std::pair<RunId, std::string>> first() const;  // those with lines of their own, by title
    std::optional<RunId> crossed_at(std::size_t line, std::size_t cell,
                                    std::size_t columns) const;  // whose cross stands there

    bool told_of_removed() const { return removed_count_ == 0; }
    std::string take_removed();  // one line on what was removed since: "3 queued runs were not run: …"

private:
    struct Queued {
        RunId run;
        std::string title;
    };
    std::string line_of(std::size_t place, std::size_t columns) const;
    std::vector<Queued> queued_;
    std::size_t removed_count_ = 0;
    std::vector<std::string> removed_titles_;
    std::string why_;
};

inline constexpr std::string_view cross = "\xC3\x97";  // at the end of a line: it can be taken away by a click there

}  // namespace gimbal::console
