#include "gimbal/console/run_model.h"

#include <algorithm>

#include "base/platform/native_thread.h"
#include "gimbal/console/number_words.h"
#include "gimbal/console/stop_words.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

bool has_ended(const RunStatus& run) {
    return run.state == RunState::done || run.state == RunState::failed || run.state == RunState::interrupted;
}

void RunModel::handle(const ConsoleEvent& event) {
    GIMBAL_ON(ui);
    std::visit([this](const auto& one) { take(one); }, event);
}

RunStatus& RunModel::add(RunId run, RunKind kind, const std::string& title) {
    if (runs_.size() >= max_runs && has_ended(runs_.begin()->second)) runs_.erase(runs_.begin());
    RunStatus& status = runs_[run];
    status.id = run;
    status.kind = kind;
    status.title = title;
    return status;
}

void RunModel::take(const RunQueued& event) {
    ++reported_;
    if (queue_.empty()) held_since_ = steady_seconds();
    add(event.run, event.kind, event.title).console = event.console;
    queue_.push_back(event.run);
}

void RunModel::take(const RunStarted& event) {
    remove_from_queue(event.run);
    clear_details();
    const ConsoleId console = runs_[event.run].console;
    RunStatus& run = add(event.run, event.kind, event.title);
    run.console = console;
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
    const auto known = runs_.find(event.run);
    if (known == runs_.end()) ++reported_;  // refused at once: RunQueued was not posted
    RunStatus& run = known == runs_.end() ? add(event.run, RunKind::cell, "") : known->second;
    run.state = RunState::interrupted;
    run.removed = true;
    remove_from_queue(event.run);
}

void RunModel::take(const RunStopping& event) {
    if (event.run != current_) return;
    stopping_ = event;
    set_state(event.run, RunState::stopping);
}

void RunModel::take(const Progress& event) {
    if (event.run == current_) progress_ = event;
}

void RunModel::take(const InputRequested& event) {
    if (event.run != current_) return;
    input_ = event;
    set_state(event.run, RunState::waiting_for_input);
}

void RunModel::take(const InputDone& event) {
    if (event.run != current_) return;
    input_.reset();
    set_state(event.run, stopping_ ? RunState::stopping : RunState::running);
}

void RunModel::set_state(RunId run, RunState state) { runs_[run].state = state; }

void RunModel::remove_from_queue(RunId run) { std::erase(queue_, run); }

void RunModel::clear_details() {
    progress_.reset();
    stopping_.reset();
    input_.reset();
}

const RunStatus* RunModel::current() const { return current_ == 0 ? nullptr : find(current_); }

bool RunModel::busy() const { return current_ != 0 || !queue_.empty() || reported_ < submitted_.load(); }

const RunStatus* RunModel::find(RunId run) const {
    const auto found = runs_.find(run);
    return found == runs_.end() ? nullptr : &found->second;
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
