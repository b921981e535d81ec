#include "gimbal/console/run_model.h"

#include <algorithm>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/number_words.h"
#include "gimbal/console/stop_words.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace {
bool has_ended(const RunStatus& run) {
    return run.state == RunState::done || run.state == RunState::failed || run.state == RunState::interrupted;
}
}  // namespace

void RunModel::handle(const ConsoleEvent& event) {
    GIMBAL_ON(ui);
    std::visit([this](const auto& one) { take(one); }, event);
}

void RunModel::drop_oldest() {
    if (runs_.size() < max_runs || !has_ended(runs_.begin()->second)) return;
    if (!with_source_.empty() && with_source_.front() == runs_.begin()->first) {
        source_bytes_ -= runs_.begin()->second.source.size();
        with_source_.pop_front();
    }
    runs_.erase(runs_.begin());
}

// Sources can be large, so fewer of them are kept than runs.
void RunModel::keep_source(RunId run, std::size_t bytes) {
    if (bytes == 0 || runs_.contains(run)) return;
    with_source_.push_back(run);
    source_bytes_ += bytes;
    while (source_bytes_ > max_source_bytes && with_source_.size() > 1) {
        if (const auto oldest = runs_.find(with_source_.front()); oldest != runs_.end()) {
            source_bytes_ -= oldest->second.source.size();
            oldest->second.source = {};
        }
        with_source_.pop_front();
    }
}

RunStatus& RunModel::add(const RunQueued& event) {
    drop_oldest();
    keep_source(event.run, event.source.size());
    return runs_[event.run] = {event.run, event.kind, event.title, event.console, event.source, event.file};
}

void RunModel::take(const RunQueued& event) {
    ++reported_;
    if (queue_.empty()) held_since_ = steady_seconds();
    add(event);
    queue_.push_back(event.run);
}

void RunModel::take(const RunStarted& event) {
    leave_queue(event.run);
    clear_details();
    RunStatus& run = add(event);
    run.state = RunState::running;
    run.started = steady_seconds();
    current_ = event.run;
}

void RunModel::take(const RunEnded& event) {
    ++ended_;
    if (const auto run = runs_.find(event.run); run != runs_.end()) {
        run->second.state = event.state;
        run->second.seconds = event.seconds;
    }
    if (event.run != current_) return;
    current_ = 0;
    held_since_ = steady_seconds();
    clear_details();
}

void RunModel::take(const RunRemoved& event) {
    if (!runs_.contains(event.run)) ++reported_;  // refused at once: RunQueued was not posted
    RunStatus& run = runs_[event.run];
    run.id = event.run;
    run.state = RunState::interrupted;
    run.removed = true;
    leave_queue(event.run);
}

void RunModel::take(const RunStopping& event) {
    if (event.run != current_) return;
    stopping_ = event;
    runs_[event.run].state = RunState::stopping;
}

void RunModel::take(const Progress& event) {
    if (event.run == current_) progress_ = event;
}

void RunModel::take(const InputRequested& event) {
    questions_.push_back(event);
    if (event.run != 0 && event.run == current_) runs_[event.run].state = RunState::waiting_for_input;
}

void RunModel::take(const InputDone& event) {
    std::erase_if(questions_, [&](const InputRequested& open) { return open.question == event.question; });
    if (event.run == 0 || event.run != current_ || input()) return;
    runs_[event.run].state = stopping_ ? RunState::stopping : RunState::running;
}

void RunModel::take(const HandlerRunning& event) { handler_ = event; }

void RunModel::take(const HandlerEnded&) { handler_.reset(); }

void RunModel::take(const EngineFailed& event) { why_failed_ = event.why; }

// The run is the first one, unless it is removed, and thousands may wait after it.
void RunModel::leave_queue(RunId run) {
    if (const auto found = std::ranges::find(queue_, run); found != queue_.end()) queue_.erase(found);
}

void RunModel::clear_details() {
    progress_.reset();
    stopping_.reset();
}

const RunStatus* RunModel::current() const { return current_ == 0 ? nullptr : find(current_); }

const InputRequested* RunModel::input() const {
    const auto found = std::ranges::find(questions_, current_, &InputRequested::run);
    return current_ == 0 || found == questions_.end() ? nullptr : &*found;
}

bool RunModel::busy() const { return current_ != 0 || !queue_.empty() || reported_ < submitted_.load(); }

const RunStatus* RunModel::find(RunId run) const {
    const auto found = runs_.find(run);
    return found == runs_.end() ? nullptr : &found->second;
}

const RunStatus* RunModel::find_file(std::string_view file) const {
    const auto found = std::find_if(runs_.rbegin(), runs_.rend(),
                                    [=](const auto& entry) { return entry.second.file == file; });
    return found == runs_.rend() ? nullptr : &found->second;
}

double RunModel::seconds(const RunStatus& run) const {
    if (has_ended(run)) return run.seconds;
    return run.started > 0 ? steady_seconds() - run.started : 0;
}

double RunModel::held_seconds() const { return current_ != 0 || queue_.empty() ? 0 : steady_seconds() - held_since_; }

std::string stop_words_with_time(const RunStopping& stopping) {
    const std::string words = stop_words(stopping);
    return words.empty() ? "" : words + ", for " + elapsed_words(stopping.seconds);
}

}  // namespace gimbal::console
