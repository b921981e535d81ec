// Edits of the live storage: copy a shared block first, reuse slots, keep the order of creation.
#include "api/document/scene/scene_storage.h"

namespace gimbal::document {
namespace {

template <class B>
B& writable(std::shared_ptr<B>& block, std::uint64_t epoch, std::uint64_t& copied_bytes) {
    if (block->epoch != epoch) {
        block = std::make_shared<B>(*block);
        block->epoch = epoch;
        copied_bytes += sizeof(B);
    }
    return *block;
}

template <class B>
void ensure_block(std::vector<std::shared_ptr<B>>& blocks, std::uint32_t item, std::uint64_t epoch) {
    if (item / B::size < blocks.size()) return;
    blocks.push_back(std::make_shared<B>());
    blocks.back()->epoch = epoch;
}

}  // namespace

Slot& Scene::Storage::writable_slot(std::uint32_t index) {
    return writable(blocks[index / SlotBlock::size], epoch, copied_bytes).items[index % SlotBlock::size];
}

std::uint32_t& Scene::Storage::writable_order(std::uint32_t place) {
    return writable(order[place / OrderBlock::size], epoch, copied_bytes).items[place % OrderBlock::size];
}

ObjectId Scene::Storage::insert(Object object, std::uint32_t generation, bool fresh_slot) {
    const bool reuse = first_free != no_index && !fresh_slot;
    const std::uint32_t index = reuse ? first_free : slot_count;
    if (!reuse) {
        if (slot_count == no_index)
            throw std::length_error("the scene has 4,294,967,295 objects, which is the limit: remove some first");
        ensure_block(blocks, index, epoch);
    }
    if (order_count == no_index) close_holes_in_order();
    ensure_block(order, order_count, epoch);
    Slot& slot = writable_slot(index);
    if (reuse) first_free = slot.next_free;
    else ++slot_count;
    fill_slot({index, generation}, std::move(object));
    return {index, generation};
}

void Scene::Storage::fill_slot(ObjectId id, Object&& object) {
    writable_slot(id.index) = Slot{std::move(object), id.generation, order_count, no_index, true};
    writable_order(order_count++) = id.index;
    ++object_count;
}

void Scene::Storage::insert_at(ObjectId id, Object object) {
    while (slot_count <= id.index) {  // the slots before it become free ones
        ensure_block(blocks, slot_count, epoch);
        writable_slot(slot_count).next_free = first_free;
        first_free = slot_count++;
    }
    if (order_count == no_index) close_holes_in_order();
    ensure_block(order, order_count, epoch);
    take_from_free_list(id.index);
    fill_slot(id, std::move(object));
}

// The slot is usually the first of the list.
void Scene::Storage::take_from_free_list(std::uint32_t index) {
    if (first_free == index) {
        first_free = slot(index).next_free;
        return;
    }
    for (std::uint32_t at = first_free; at != no_index; at = slot(at).next_free)
        if (slot(at).next_free == index) {
            writable_slot(at).next_free = slot(index).next_free;
            return;
        }
}

void Scene::Storage::erase(ObjectId id) {
    Slot& slot = writable_slot(id.index);
    writable_order(slot.place) = no_index;
    slot = Slot{{}, slot.generation, no_index, first_free, false};
    first_free = id.index;
    --object_count;
    if (id.index < selection->marked.size() && selection->marked[id.index]) selection_has_removed = true;
    const std::uint32_t holes = order_count - object_count;
    if (holes > OrderBlock::size && holes > object_count) close_holes_in_order();  // linear in total over many removals
}

void Scene::Storage::close_holes_in_order() {
    std::vector<std::uint32_t> kept;
    kept.reserve(object_count);
    for_each_slot([&](std::uint32_t index, const Slot&) { kept.push_back(index); });
    order.clear();
    order_count = 0;
    for (std::uint32_t index : kept) {
        ensure_block(order, order_count, epoch);
        writable_slot(index).place = order_count;
        writable_order(order_count++) = index;
    }
}

// erase() only sets a flag, so that removing many selected objects is linear. Call this before reading the selection.
void Scene::Storage::drop_removed_from_selection() {
    if (!selection_has_removed) return;
    auto kept = std::make_shared<Selection>();
    kept->marked.resize(selection->marked.size());
    for (ObjectId id : selection->ids) {
        if (!find(id)) continue;
        kept->ids.push_back(id);
        kept->marked[id.index] = true;
    }
    selection = std::move(kept);
    selection_has_removed = false;
}

}  // namespace gimbal::document
