// Undo: a step keeps the scene from before it; undoing swaps scenes.
#include <algorithm>

#include "api/document/scene/document.h"
#include "api/document/scene/document_state.h"

namespace gimbal::document {
namespace {

constexpr std::size_t max_steps = 100;
constexpr std::uint64_t max_bytes = std::uint64_t(1) << 30;  // estimated, of what only the history holds

}  // namespace

// The first edit of a step: keep the scene as it is.
void Document::State::record_step() {
    for (HistoryStep& step : redo_steps) dropped.push_back(std::move(step.scene));
    redo_steps.clear();
    close_record();
    undo_steps.push_back({depth > 0 ? open_name : "edit", freeze(), 0});
    recording = true;
    live.copied_bytes = 0;
    counted_meshes.clear();
    trim_history();
    mark(Change::undo);
}

void Document::State::close_record() {
    if (!recording) return;
    recording = false;
    // Blocks are copied again after each snapshot, but a step keeps only one state of each.
    const std::uint64_t all_blocks = live.blocks.size() * sizeof(SlotBlock) + live.order.size() * sizeof(OrderBlock);
    undo_steps.back().bytes += std::min(live.copied_bytes, all_blocks);
    trim_history();
}

void Document::State::replaced(const MeshPtr& old) {
    if (recording && old && counted_meshes.insert(old.get()).second) undo_steps.back().bytes += old->byte_count();
}

void Document::State::trim_history() {
    std::uint64_t bytes = 0;
    for (const HistoryStep& step : undo_steps) bytes += step.bytes;
    while (undo_steps.size() > max_steps || (bytes > max_bytes && undo_steps.size() > 1)) {
        bytes -= undo_steps.front().bytes;
        dropped.push_back(std::move(undo_steps.front().scene));
        undo_steps.pop_front();
    }
}

void Document::State::restore(const ScenePtr& scene) {
    restore_exports(scene->storage());
    const Scene::Storage& wanted = scene->storage();
    // Only blocks that differ can hold another name; first all old ones go, then the new ones come (names may have
    // moved).
    const std::size_t blocks = std::max(wanted.blocks.size(), live.blocks.size());
    const auto differs = [&](std::size_t b) {
        return b >= wanted.blocks.size() || b >= live.blocks.size() || wanted.blocks[b] != live.blocks[b];
    };
    for (std::size_t b = 0; b < std::min(blocks, live.blocks.size()); ++b)
        if (differs(b))
            for (const Slot& slot : live.blocks[b]->items)
                if (slot.alive) names.erase(slot.object.name);
    for (std::size_t b = 0; b < std::min(blocks, wanted.blocks.size()); ++b)
        if (differs(b))
            for (std::uint32_t i = 0; i < SlotBlock::size; ++i)
                if (const Slot& slot = wanted.blocks[b]->items[i]; slot.alive)
                    names.insert(slot.object.name, static_cast<std::uint32_t>(b * SlotBlock::size + i));
    names.forget_counters();
    const std::uint64_t epoch = live.epoch;
    dropped.push_back(std::make_shared<Scene::Storage>(std::move(live)));
    live = wanted;
    live.epoch = epoch + 1;
    live.facts = nullptr;
    version.store(version.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    for (Change change : {Change::scene, Change::selection, Change::objects, Change::mesh, Change::undo}) mark(change);
}

void Document::begin_step(std::string name) {
    Editing scope(*state_);
    if (state_->depth == 0) state_->close_record();  // what was edited outside steps stays a step of its own
    if (state_->depth++ == 0) state_->open_name = std::move(name);
}

void Document::end_step() {
    Editing scope(*state_);
    if (state_->depth == 0) return;
    if (--state_->depth == 0) state_->close_record();
}

bool Document::State::travel(std::deque<HistoryStep>& from, std::deque<HistoryStep>& to, const char* what) {
    if (depth > 0)
        throw std::runtime_error(std::string("cannot ") + what + " while '" + open_name +
                                 "' is going on: stop it or let it end first");
    close_record();
    if (from.empty()) return false;
    const ScenePtr present = freeze();
    restore(from.back().scene);  // throws before anything has changed
    to.push_back({std::move(from.back().name), present, from.back().bytes});
    dropped.push_back(std::move(from.back().scene));
    from.pop_back();
    return true;
}

bool Document::undo() {
    Editing scope(*state_);
    return state_->travel(state_->undo_steps, state_->redo_steps, "undo");
}

bool Document::redo() {
    Editing scope(*state_);
    return state_->travel(state_->redo_steps, state_->undo_steps, "redo");
}

std::string Document::undo_name() const {
    Editing scope(*state_);
    return state_->undo_steps.empty() ? "" : state_->undo_steps.back().name;
}

std::string Document::redo_name() const {
    Editing scope(*state_);
    return state_->redo_steps.empty() ? "" : state_->redo_steps.back().name;
}

void Document::forget_history() {
    Editing scope(*state_);
    state_->close_record();
    for (auto* steps : {&state_->undo_steps, &state_->redo_steps}) {
        for (HistoryStep& step : *steps) state_->dropped.push_back(std::move(step.scene));
        steps->clear();
    }
    state_->mark(Change::undo);
}

}  // namespace gimbal::document
