// The rungs of the ladder that Stop climbs (docs/design.md, section 4), as a person reads them.
#include "panel/log/run_status.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "gimbal/console/stop_words.h"

namespace gimbal::console {
namespace {

// Where it holds out and for how long; below it, what pressing again would do.
void add_stopping_lines(const RunStopping& stopping, std::vector<std::string>& lines) {
    const std::string words = stop_words(stopping), hint = stop_hint(stopping, "Ctrl-C");
    if (words.empty()) return;
    lines.push_back(words + ", for " + elapsed_words(stopping.seconds));
    if (stopping.rung == StopRung::in_c_code) lines.emplace_back("Save and Quit still work");
    else if (!hint.empty()) lines.push_back(hint);
}

}  // namespace

std::string elapsed_words(double seconds) {
    char words[48];
    if (seconds < 60) std::snprintf(words, sizeof words, "%.1f s", std::max(0.0, seconds));
    else
        std::snprintf(words, sizeof words, "%d:%02d min", static_cast<int>(seconds / 60),
                      static_cast<int>(seconds) % 60);
    return words;
}

void RunStatus::handle(const ConsoleEvent& event) {
    if (auto* queued = std::get_if<RunQueued>(&event)) {
        queued_.insert(queued->run);
    } else if (auto* started = std::get_if<RunStarted>(&event)) {
        queued_.erase(started->run);
        run_ = started->run;
        fresh_ = true;
        progress_.reset();
        stopping_.reset();
    } else if (auto* removed = std::get_if<RunRemoved>(&event)) {
        queued_.erase(removed->run);
    } else if (auto* ended = std::get_if<RunEnded>(&event)) {
        if (ended->run != run_) return;
        run_ = 0;
        progress_.reset();
        stopping_.reset();
        input_.reset();
    } else if (auto* stopping = std::get_if<RunStopping>(&event)) {
        if (stopping->run == run_) stopping_ = *stopping;
    } else if (auto* progress = std::get_if<Progress>(&event)) {
        if (progress->run == run_) progress_ = *progress;
    } else if (auto* input = std::get_if<InputRequested>(&event)) {
        input_ = *input;
    } else if (std::get_if<InputDone>(&event)) {
        input_.reset();
    }
}

void RunStatus::at(double now) {
    if (fresh_) began_ = now;
    fresh_ = false;
    now_ = now;
}

std::string RunStatus::note() const {
    if (!running()) return "";
    std::string words = input_ ? "waiting for input"
                               : (stopping_ ? "stopping " : "running ") + elapsed_words(now_ - began_);
    if (!queued_.empty()) words += "  \xC2\xB7  " + std::to_string(queued_.size()) + " queued";
    return words;
}

std::vector<std::string> RunStatus::lines() const {
    std::vector<std::string> lines;
    if (progress_) {
        auto known = fraction();
        std::string percent = known ? "  " + std::to_string(static_cast<int>(*known * 100 + 0.5)) + " %" : "";
        lines.push_back(progress_->label + percent);
    }
    if (stopping_) add_stopping_lines(*stopping_, lines);
    return lines;
}

std::optional<double> RunStatus::fraction() const {
    if (!progress_ || !(progress_->fraction >= 0)) return std::nullopt;
    return std::min(1.0, progress_->fraction);
}

}  // namespace gimbal::console
