// The limits of the history, and moving between undo and redo.
#include "api/document/scene/undo_history.h"

#include <utility>

namespace gimbal::document {
namespace {

constexpr std::size_t max_steps = 100;
constexpr std::uint64_t max_bytes = std::uint64_t(1) << 30;  // an estimate of what only the history holds

}  // namespace

void UndoHistory::begin(std::string name) {
    if (depth_++ == 0) open_name_ = std::move(name);
}

bool UndoHistory::end() { return depth_ > 0 && --depth_ == 0; }

void UndoHistory::record(ScenePtr before, Discarded& discarded) {
    undo_.push_back({is_open() ? open_name_ : "edit", std::move(before), 0});
    recording_ = true;
    counted_.clear();
    trim(discarded);
}

void UndoHistory::count_mesh(ObjectId id, const MeshPtr& replaced, const Mesh* next) {
    const Object* before = undo_.empty() ? nullptr : undo_.back().scene->find(id);
    if (!before || before->mesh != replaced || !counted_.insert(replaced.get()).second) return;
    undo_.back().bytes += replaced->byte_count(next);
}

void UndoHistory::close(std::uint64_t copied_bytes, Discarded& discarded) {
    recording_ = false;
    undo_.back().bytes += copied_bytes;
    trim(discarded);
}

void UndoHistory::trim(Discarded& discarded) {
    std::uint64_t bytes = 0;
    for (const Step& step : undo_) bytes += step.bytes;
    while (undo_.size() > max_steps || (bytes > max_bytes && undo_.size() > 1)) {
        bytes -= undo_.front().bytes;
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

void UndoHistory::forget(Steps& steps, Discarded& discarded) {
    for (Step& step : steps) discarded.push_back(std::move(step.scene));
    steps.clear();
}

void UndoHistory::forget_all(Discarded& discarded) {
    forget(undo_, discarded);
    forget(redo_, discarded);
}

}  // namespace gimbal::document
