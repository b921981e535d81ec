// Undo: record the scene before a step, and swap scenes.
#include <algorithm>

#include "api/document/scene/document_core.h"

namespace gimbal::document {

void DocumentCore::record_step() {
    history_.forget_redo(discarded_);
    close_step();
    history_.record(snapshot(), discarded_);
    live_.copied_bytes = 0;
    mark(Change::undo);
}

void DocumentCore::close_step() {
    if (!history_.is_recording()) return;
    // Each snapshot makes the next edit copy a block again, but a step keeps only one state of each block.
    const std::uint64_t all_blocks = live_.blocks.size() * sizeof(SlotBlock) + live_.order.size() * sizeof(OrderBlock);
    history_.close(std::min(live_.copied_bytes, all_blocks), discarded_);
}

void DocumentCore::begin_step(std::string name) {
    if (!history_.is_open()) close_step();  // the edits made outside any step stay a separate step
    history_.begin(std::move(name));
}

void DocumentCore::end_step() {
    if (history_.end()) close_step();
}

bool DocumentCore::travel(bool back) {
    if (history_.is_open())
        throw std::runtime_error(std::string("cannot ") + (back ? "undo" : "redo") + " while '" + history_.open_name() +
                                 "' is in progress: stop it or wait for its end");
    close_step();
    const ScenePtr wanted = history_.previous(back);
    if (!wanted) return false;
    const ScenePtr present = snapshot();
    restore(wanted);
    history_.travel(back, present, discarded_);
    return true;
}

void DocumentCore::restore(const ScenePtr& scene) {
    const Scene::Storage& wanted = scene->storage();
    restore_exports(wanted);
    restore_names(wanted);
    const std::uint64_t epoch = live_.epoch;
    discarded_.push_back(std::make_shared<Scene::Storage>(std::move(live_)));
    live_ = wanted;
    live_.epoch = epoch + 1;
    live_.facts = nullptr;
    raise_version();
    for (Change change : {Change::scene, Change::selection, Change::objects, Change::mesh, Change::undo}) mark(change);
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
    close_step();
    history_.forget_all(discarded_);
    raise_version();  // a snapshot holds the names of the steps
    mark(Change::undo);
}

}  // namespace gimbal::document
