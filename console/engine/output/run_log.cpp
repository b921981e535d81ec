#include "engine/output/run_log.h"

#include <algorithm>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::console {

namespace {
bool has_ended(RunState state) {
    return state == RunState::done || state == RunState::failed || state == RunState::interrupted;
}

std::string one_line(const Traceback& error) {
    if (error.type.empty()) return "";
    return error.type + (error.message.empty() ? "" : ": " + error.message.substr(0, error.message.find('\n')));
}
}  // namespace

void RunLog::submitted(RunRecord record) {
    record.submitted = unix_seconds();
    record.source.resize(utf8_boundary(record.source, most_source_bytes));
    std::lock_guard lock(mutex_);
    records_.push_back(std::move(record));
    if (records_.size() <= most_run_records) return;
    const auto oldest = std::ranges::find_if(records_, [](const RunRecord& one) { return has_ended(one.state); });
    if (oldest != records_.end()) records_.erase(oldest);
}

const RunRecord* RunLog::find(RunId id) const {
    const auto found = std::find_if(records_.rbegin(), records_.rend(),
                                    [=](const RunRecord& one) { return one.id == id; });
    return found == records_.rend() ? nullptr : &*found;
}

void RunLog::note(const ConsoleEvent& event) {
    const auto change = [&](RunId id, auto&& how) {
        std::lock_guard lock(mutex_);
        if (RunRecord* record = find(id)) how(*record);
    };
    if (auto* started = std::get_if<RunStarted>(&event))
        change(started->run, [](RunRecord& one) {
            one.state = RunState::running;
            one.started = unix_seconds();
        });
    else if (auto* asked = std::get_if<InputRequested>(&event))
        change(asked->run, [](RunRecord& one) {
            if (one.state == RunState::running) one.state = RunState::waiting_for_input;
        });
    else if (auto* answered = std::get_if<InputDone>(&event))
        change(answered->run, [](RunRecord& one) {
            if (one.state == RunState::waiting_for_input) one.state = RunState::running;
        });
    else if (auto* stopping = std::get_if<RunStopping>(&event))
        change(stopping->run, [](RunRecord& one) {
            if (!has_ended(one.state)) one.state = RunState::stopping;
        });
    else if (auto* removed = std::get_if<RunRemoved>(&event))
        change(removed->run, [&](RunRecord& one) {
            one.state = RunState::interrupted;
            one.error = removed->why;
        });
    else if (auto* ended = std::get_if<RunEnded>(&event))
        change(ended->run, [&](RunRecord& one) {
            one.state = ended->state;
            one.seconds = ended->seconds;
            one.error = one_line(ended->error);
        });
}

std::string RunLog::name_of(RunId id) const {
    std::lock_guard lock(mutex_);
    const RunRecord* record = find(id);
    return record ? record->name : "";
}

std::vector<RunRecord> RunLog::records() const {
    std::vector<RunRecord> all;
    {
        std::lock_guard lock(mutex_);
        all.assign(records_.begin(), records_.end());
    }
    const double now = unix_seconds();
    for (RunRecord& one : all)
        if (one.started > 0 && !has_ended(one.state)) one.seconds = now - one.started;
    return all;
}

}  // namespace gimbal::console
