// Titles come from scripts: they are made one short line of visible characters.
#include "panel/log/queued_runs.h"

#include <algorithm>

#include "gimbal/console/cells.h"
#include "gimbal/console/number_words.h"

namespace gimbal::console {
namespace {

constexpr std::size_t lines_shown = 4, titles_told = 5, title_cells = 40;
constexpr std::size_t cross_reach = 1;  // cells beside the cross that count as it

}  // namespace

void QueuedRuns::handle(const ConsoleEvent& event) {
    auto place_of = [&](RunId run) {
        return std::find_if(queued_.begin(), queued_.end(), [&](const Queued& q) { return q.run == run; });
    };
    if (auto* queued = std::get_if<RunQueued>(&event)) {
        queued_.push_back({queued->run, queued->title});
    } else if (auto* started = std::get_if<RunStarted>(&event)) {
        if (auto found = place_of(started->run); found != queued_.end()) queued_.erase(found);
    } else if (auto* removed = std::get_if<RunRemoved>(&event)) {
        auto found = place_of(removed->run);
        ++removed_count_;
        why_ = removed->why;
        if (found == queued_.end()) return;
        removed_titles_.push_back(std::move(found->title));
        queued_.erase(found);
    }
}

void QueuedRuns::forget(RunId run) {
    std::erase_if(queued_, [&](const Queued& one) { return one.run == run; });
}

std::string QueuedRuns::line_of(std::size_t place, std::size_t columns) const {
    std::string begin = "queued  " + std::to_string(place + 1) + "  ";
    std::size_t room = columns > begin.size() + 12 ? columns - begin.size() - 4 : 8;
    return begin + in_one_line(queued_[place].title, room) + "  " + std::string(cross);
}

std::vector<std::string> QueuedRuns::lines(std::size_t columns) const {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < std::min(queued_.size(), lines_shown); ++i) lines.push_back(line_of(i, columns));
    if (queued_.size() > lines_shown)
        lines.push_back("        and " + with_thousands(queued_.size() - lines_shown) + " more");
    return lines;
}

std::vector<std::pair<RunId, std::string>> QueuedRuns::first() const {
    std::vector<std::pair<RunId, std::string>> first;
    for (std::size_t i = 0; i < std::min(queued_.size(), lines_shown); ++i)
        first.emplace_back(queued_[i].run, std::to_string(i + 1) + "  " + in_one_line(queued_[i].title, title_cells));
    return first;
}

std::optional<RunId> QueuedRuns::crossed_at(std::size_t line, std::size_t cell, std::size_t columns) const {
    if (line >= std::min(queued_.size(), lines_shown)) return std::nullopt;
    std::size_t at = cell_count(line_of(line, columns)) - 1;
    return cell + cross_reach >= at && cell <= at + cross_reach ? std::optional(queued_[line].run) : std::nullopt;
}

std::string QueuedRuns::take_removed() {
    std::string text = with_thousands(removed_count_) +
                       (removed_count_ == 1 ? " queued run was not run: " : " queued runs were not run: ");
    for (std::size_t i = 0; i < std::min(removed_titles_.size(), titles_told); ++i)
        text += (i > 0 ? ", " : "") + in_one_line(removed_titles_[i], title_cells);
    if (removed_titles_.empty()) text += why_;
    else if (removed_count_ > titles_told) text += " and " + with_thousands(removed_count_ - titles_told) + " more";
    removed_count_ = 0;
    removed_titles_.clear();
    return text;
}

}  // namespace gimbal::console
