// Titles come from scripts, so each is reduced to one short line of visible characters.
#include "panel/queue_lines.h"

#include <algorithm>

#include "gimbal/console/cells.h"
#include "gimbal/console/number_words.h"

namespace gimbal::console {
namespace {

constexpr std::size_t max_lines = 4, max_titles = 5, title_cells = 40;
constexpr std::size_t cross_reach = 1;  // cells on each side of the cross that count as the cross

std::size_t line_count(const RunModel& runs) { return std::min(runs.queued().size(), max_lines); }

std::string title_of(const RunModel& runs, RunId run, std::size_t cells) {
    const RunStatus* status = runs.find(run);
    return status ? in_one_line(status->title, cells) : "";
}

std::string queue_line(const RunModel& runs, std::size_t index, std::size_t columns) {
    const std::string begin = "queued  " + std::to_string(index + 1) + "  ";
    const std::size_t room = columns > begin.size() + 12 ? columns - begin.size() - 4 : 8;
    return begin + title_of(runs, runs.queued()[index], room) + "  " + std::string(cross);
}

}  // namespace

std::vector<std::string> queue_lines(const RunModel& runs, std::size_t columns) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < line_count(runs); ++i) lines.push_back(queue_line(runs, i, columns));
    if (const std::size_t count = runs.queued().size(); count > max_lines)
        lines.push_back("        and " + with_thousands(count - max_lines) + " more");
    return lines;
}

std::vector<std::pair<RunId, std::string>> runs_with_queue_lines(const RunModel& runs) {
    std::vector<std::pair<RunId, std::string>> titled;
    for (std::size_t i = 0; i < line_count(runs); ++i) {
        const RunId run = runs.queued()[i];
        titled.emplace_back(run, std::to_string(i + 1) + "  " + title_of(runs, run, title_cells));
    }
    return titled;
}

std::optional<RunId> run_crossed_at(const RunModel& runs, std::size_t line, std::size_t cell, std::size_t columns) {
    if (line >= line_count(runs)) return std::nullopt;
    const std::size_t at = cell_count(queue_line(runs, line, columns)) - 1;
    return cell + cross_reach >= at && cell <= at + cross_reach ? std::optional(runs.queued()[line]) : std::nullopt;
}

void RemovedRuns::add(const RunRemoved& removed, const RunModel& runs) {
    ++count_;
    why_ = removed.why;
    std::string title = title_of(runs, removed.run, title_cells);
    if (!title.empty() && titles_.size() < max_titles) titles_.push_back(std::move(title));
}

std::string RemovedRuns::take_words() {
    std::string words = with_thousands(count_) +
                        (count_ == 1 ? " queued run was not run: " : " queued runs were not run: ");
    for (std::size_t i = 0; i < titles_.size(); ++i) words += (i > 0 ? ", " : "") + titles_[i];
    if (titles_.empty()) words += why_;
    else if (count_ > titles_.size()) words += " and " + with_thousands(count_ - titles_.size()) + " more";
    *this = {};
    return words;
}

}  // namespace gimbal::console
