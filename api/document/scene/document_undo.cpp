// Undo: record the scene before a step, and swap scenes.
#include <algorithm>

#include "api/document/scene/document_core.h"

namespace gimbal::document {

void DocumentCore::record_step() {
    close_recording();
    history_.record(snapshot(), has_transactions(), discarded_);
    live_.copied_bytes = 0;
    mark(Change::undo);
}

void DocumentCore::close_recording() {
    if (!history_.is_recording()) return;
    // Each snapshot makes the next edit copy a block again, but a step keeps only one state of each block.
    const std::uint64_t all_blocks = live_.blocks.size() * sizeof(SlotBlock) + live_.order.size() * sizeof(OrderBlock);
    history_.close(std::min(live_.copied_bytes, all_blocks), discarded_);
}

void DocumentCore::begin_step(std::string name) {
    if (!history_.is_open()) close_recording();  // the edits made outside any step stay a separate step
    note_step_of_others(name);
    history_.begin(std::move(name));
}

void DocumentCore::end_step() {
    if (history_.end()) close_recording();
}

void DocumentCore::begin_run(Run run) {
    begin_step(run.title);
    history_.set_run(std::move(run));
}

Run DocumentCore::end_run() {
    Run ended = history_.run();
    history_.set_run({});
    end_step();
    return ended;
}

std::size_t DocumentCore::undo_run(std::uint64_t run) {
    if (!history_.is_open()) close_recording();
    const std::size_t steps = history_.newest_steps_of_run(run);
    std::size_t undone = 0;
    try {
        while (undone < steps && undo()) ++undone;
    } catch (...) {  // all of them or none
        while (undone-- > 0) redo();
        throw;
    }
    return undone;
}

bool DocumentCore::travel(bool back) {
    if (history_.is_open())
        throw std::runtime_error(std::string("cannot ") + (back ? "undo" : "redo") + " while '" + history_.open_name() +
                                 "' is in progress: stop it or wait for its end");
    close_recording();
    const ScenePtr wanted = history_.previous(back);
    if (!wanted) return false;
    const ScenePtr present = snapshot();
    restore(wanted);
    history_.travel(back, present, discarded_);
    return true;
}

void DocumentCore::restore(const ScenePtr& scene) {
    restore_exports(scene->storage());
    put_back(scene);
}

std::shared_ptr<const Scene::Storage> DocumentCore::put_back(const ScenePtr& scene) {
    const Scene::Storage& wanted = scene->storage();
    live_.drop_removed_from_selection();
    // Reports only what differs. Otherwise a handler of selection_changed that rolls back would call itself.
    if (live_.content_version != wanted.content_version) mark_objects();
    if (live_.selection->ids != wanted.selection->ids) mark(Change::selection);
    mark(Change::undo);
    restore_names(wanted);
    const std::uint64_t epoch = live_.epoch;
    const auto old = std::make_shared<const Scene::Storage>(std::move(live_));
    discarded_.push_back(old);
    live_ = wanted;
    live_.epoch = epoch + 1;
    live_.facts = nullptr;
    raise_version();
    return old;
}

// Only blocks that differ can hold other names. All old names are erased first, because a name may have moved to
// another block.
void DocumentCore::restore_names(const Scene::Storage& wanted) {
    const auto differs = [&](std::size_t b) {
        return b >= wanted.blocks.size() || b >= live_.blocks.size() || wanted.blocks[b] != live_.blocks[b];
    };
    for (std::size_t b = 0; b < live_.blocks.size(); ++b)
        if (differs(b))
            for (std::uint32_t i = 0; i < SlotBlock::size; ++i)
                if (const Slot& slot = live_.blocks[b]->items[i]; slot.alive)
                    names_.erase(slot.object.name, static_cast<std::uint32_t>(b * SlotBlock::size + i));
    for (std::size_t b = 0; b < wanted.blocks.size(); ++b)
        if (differs(b))
            for (std::uint32_t i = 0; i < SlotBlock::size; ++i)
                if (const Slot& slot = wanted.blocks[b]->items[i]; slot.alive)
                    names_.insert(slot.object.name, static_cast<std::uint32_t>(b * SlotBlock::size + i));
    names_.forget_counters();
}

void DocumentCore::forget_history() {
    close_recording();
    for (OpenStep& step : open_steps_) step.recorded_before = false;
    history_.forget_all(discarded_);
    raise_version();  // a snapshot holds the names of the steps
    mark(Change::undo);
}

}  // namespace gimbal::document
