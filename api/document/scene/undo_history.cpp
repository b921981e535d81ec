// The limits of the history, and moving between undo and redo.
#include "api/document/scene/undo_history.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace gimbal::document {
namespace {

constexpr std::size_t max_steps = 100;
constexpr std::uint64_t max_bytes = std::uint64_t(1) << 30;  // an estimate of what only the history holds

double seconds_since_epoch() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

void UndoHistory::begin(std::string name) {
    if (depth_++ == 0) open_name_ = std::move(name);
}

bool UndoHistory::end() { return depth_ > 0 && --depth_ == 0 && named_depth_ == 0; }

void UndoHistory::begin_named(std::string name) {
    if (named_depth_++ == 0) named_ = std::move(name);
}

bool UndoHistory::end_named() { return named_depth_ > 0 && --named_depth_ == 0; }

void UndoHistory::record(ScenePtr before, bool may_be_dropped, Discarded& discarded) {
    undo_.push_back({is_open() ? open_name() : "edit", run_, std::move(before), seconds_since_epoch(), 0});
    recording_ = true;
    may_be_dropped_ = may_be_dropped;
    counted_.clear();
    held_redo_ = std::exchange(redo_, {});
    if (may_be_dropped) return;
    forget(held_redo_, discarded);
    trim(discarded);
}

void UndoHistory::change_recording(std::string name, ScenePtr before, Discarded& discarded) {
    undo_.back().name = std::move(name);
    discarded.push_back(std::exchange(undo_.back().scene, std::move(before)));
}

void UndoHistory::drop_recording(Discarded& discarded) {
    recording_ = false;
    discarded.push_back(std::move(undo_.back().scene));
    undo_.pop_back();
    if (may_be_dropped_) redo_ = std::exchange(held_redo_, {});
}

void UndoHistory::count_mesh(ObjectId id, const MeshPtr& replaced, const Mesh* next) {
    const Object* before = undo_.empty() ? nullptr : undo_.back().scene->find(id);
    if (!before || before->mesh != replaced || !counted_.insert(replaced.get()).second) return;
    undo_.back().bytes += replaced->byte_count(next);
}

void UndoHistory::close(std::uint64_t copied_bytes, Discarded& discarded) {
    recording_ = false;
    undo_.back().bytes += copied_bytes;
    forget(held_redo_, discarded);
    trim(discarded);
}

void UndoHistory::trim(Discarded& discarded) {
    std::uint64_t bytes = 0;
    for (const Step& step : undo_) bytes += step.bytes;
    while (undo_.size() > max_steps || (bytes > max_bytes && undo_.size() > 1)) {
        bytes -= undo_.front().bytes;
        trimmed_run_ = undo_.front().run.number;
        discarded.push_back(std::move(undo_.front().scene));
        undo_.pop_front();
    }
}

ScenePtr UndoHistory::previous(bool back) const {
    const Steps& from = back ? undo_ : redo_;
    return from.empty() ? nullptr : from.back().scene;
}

void UndoHistory::travel(bool back, ScenePtr present, Discarded& discarded) {
    Steps &from = back ? undo_ : redo_, &to = back ? redo_ : undo_;
    Step step = std::move(from.back());
    from.pop_back();
    discarded.push_back(std::exchange(step.scene, std::move(present)));
    to.push_back(std::move(step));
}

const std::string& UndoHistory::name_of(const Steps& steps) {
    static const std::string none;
    return steps.empty() ? none : steps.back().name;
}

StepInfo UndoHistory::info_of(const Step& step) { return {step.name, step.run.title, step.time, step.bytes}; }

std::vector<StepInfo> UndoHistory::undo_steps() const {
    std::vector<StepInfo> steps;
    std::ranges::transform(undo_, std::back_inserter(steps), info_of);
    return steps;
}

std::vector<StepInfo> UndoHistory::redo_steps() const {
    std::vector<StepInfo> steps;
    std::transform(redo_.rbegin(), redo_.rend(), std::back_inserter(steps), info_of);
    return steps;
}

std::size_t UndoHistory::steps_of_run(std::uint64_t run) const {
    return static_cast<std::size_t>(std::ranges::count_if(undo_, [&](const Step& s) { return s.run.number == run; }));
}

std::size_t UndoHistory::newest_steps_of_run(std::uint64_t run) const {
    const auto other = std::find_if(undo_.rbegin(), undo_.rend(), [&](const Step& s) { return s.run.number != run; });
    const std::size_t newest = static_cast<std::size_t>(other - undo_.rbegin()), all = steps_of_run(run);
    if (all == 0) {
        const bool undone = std::ranges::any_of(redo_, [&](const Step& step) { return step.run.number == run; });
        throw std::runtime_error(undone ? "the changes of the run are undone already"
                                        : "the history holds no changes of the run");
    }
    if (newest == 0) throw std::runtime_error("'" + other->name + "' was done after the run: undo that first");
    if (newest < all)
        throw std::runtime_error("'" + other->name + "' lies between the steps of the run: undo them one by one");
    if (trimmed_run_ == run)
        throw std::runtime_error("the history no longer holds the first steps of the run; undo takes back the last " +
                                 std::to_string(all));
    return all;
}

void UndoHistory::forget(Steps& steps, Discarded& discarded) {
    for (Step& step : steps) discarded.push_back(std::move(step.scene));
    steps.clear();
}

void UndoHistory::forget_all(Discarded& discarded) {
    trimmed_run_ = 0;
    forget(undo_, discarded);
    forget(redo_, discarded);
    forget(held_redo_, discarded);
}

}  // namespace gimbal::document
