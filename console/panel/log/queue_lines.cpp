// Titles come from scripts, so each is reduced to one short line of visible characters.
#include "panel/log/queue_lines.h"

#include <algorithm>
#include <iterator>

#include "gimbal/console/cells.h"
#include "gimbal/console/number_words.h"

namespace gimbal::console {
namespace {

constexpr std::size_t max_lines = 4, max_titles = 5, title_cells = 40;
constexpr std::size_t cross_reach = 1;  // cells on each side of the cross that count as the cross

std::string title_of(const RunModel& runs, RunId run, std::size_t cells) {
    const RunStatus* status = runs.find(run);
    return status ? in_one_line(status->title, cells) : "";
}

}  // namespace

void ConsoleQueue::handle(const ConsoleEvent& event) {
    if (const auto* queued = std::get_if<RunQueued>(&event)) own_.insert(queued->run);
    if (const auto* started = std::get_if<RunStarted>(&event)) own_.erase(started->run);
    if (const auto* removed = std::get_if<RunRemoved>(&event)) own_.erase(removed->run);
}

std::vector<RunId> ConsoleQueue::runs() const {
    std::vector<RunId> own;
    std::ranges::copy_if(all_.queued(), std::back_inserter(own), [this](RunId run) { return own_.contains(run); });
    return own;
}

std::size_t ConsoleQueue::place_of(RunId run) const {
    return static_cast<std::size_t>(std::ranges::find(all_.queued(), run) - all_.queued().begin()) + 1;
}

std::string ConsoleQueue::line(RunId run, std::size_t columns) const {
    const std::string begin = "queued  " + std::to_string(place_of(run)) + "  ";
    const std::size_t room = columns > begin.size() + 12 ? columns - begin.size() - 4 : 8;
    return begin + title_of(all_, run, room) + "  " + std::string(cross);
}

std::vector<std::string> ConsoleQueue::lines(std::size_t columns) const {
    std::vector<std::string> lines;
    const std::vector<RunId> own = runs();
    for (std::size_t i = 0; i < std::min(own.size(), max_lines); ++i) lines.push_back(line(own[i], columns));
    if (own.size() > max_lines) lines.push_back("        and " + with_thousands(own.size() - max_lines) + " more");
    return lines;
}

std::vector<std::pair<RunId, std::string>> ConsoleQueue::runs_with_lines() const {
    std::vector<std::pair<RunId, std::string>> titled;
    const std::vector<RunId> own = runs();
    for (std::size_t i = 0; i < std::min(own.size(), max_lines); ++i)
        titled.emplace_back(own[i], std::to_string(place_of(own[i])) + "  " + title_of(all_, own[i], title_cells));
    return titled;
}

std::optional<RunId> ConsoleQueue::crossed_at(std::size_t number, std::size_t cell, std::size_t columns) const {
    const std::vector<RunId> own = runs();
    if (number >= std::min(own.size(), max_lines)) return std::nullopt;
    const std::size_t at = cell_count(line(own[number], columns)) - 1;
    return cell + cross_reach >= at && cell <= at + cross_reach ? std::optional(own[number]) : std::nullopt;
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
