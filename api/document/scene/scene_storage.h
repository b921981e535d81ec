// Stores objects in blocks that snapshots share: a snapshot copies pointers, and an edit copies one block.
#pragma once
#include <array>
#include <atomic>
#include <limits>
#include <mutex>

#include "api/document/scene/scene.h"

namespace gimbal::document {

constexpr std::uint32_t no_index = std::numeric_limits<std::uint32_t>::max();

struct Slot {
    Object object;
    std::uint32_t generation = 0;    // of the object in this slot; each added object gets a new one
    std::uint32_t place = no_index;  // in the order of creation
    std::uint32_t next_free =
        no_index;  // of the free list, if not alive. The list is in the slots, so undo restores it
    bool alive = false;
};

// The live storage may write a block that has its epoch. A snapshot raises the epoch, so each block is copied before
// its next write. (Reading a reference count instead would need a fence.)
template <class T, std::uint32_t Size>
struct Block {
    static constexpr std::uint32_t size = Size;
    std::uint64_t epoch = 0;
    std::array<T, Size> items{};
};
using SlotBlock = Block<Slot, 256>;
using OrderBlock = Block<std::uint32_t, 1024>;  // slot indices in order of creation; no_index marks a removed object

struct Selection {
    std::vector<ObjectId> ids;  // the active object last
    std::vector<bool> marked;   // by slot index
};

// Thread: any may read a frozen storage, which is immutable; the live one is written under the document's mutex.
struct Scene::Storage {
    std::vector<std::shared_ptr<SlotBlock>> blocks;
    std::vector<std::shared_ptr<OrderBlock>> order;
    std::uint32_t slot_count = 0, order_count = 0, object_count = 0, first_free = no_index;
    std::shared_ptr<const Selection> selection = std::make_shared<const Selection>();
    bool selection_has_removed = false;  // live only: `selection` contains removed objects
    std::uint64_t version = 0;
    std::uint64_t content_version = 0;  // of objects and meshes, not of the selection; undo brings the old one back
    std::uint64_t epoch = 1;            // live only
    std::string undo_name, redo_name;   // frozen only
    struct Facts {
        std::once_flag triangles_once;
        std::size_t triangles = 0;
    };
    std::shared_ptr<Facts> facts;  // frozen only

    const Slot& slot(std::uint32_t index) const {
        return blocks[index / SlotBlock::size]->items[index % SlotBlock::size];
    }
    const Slot* find(ObjectId id) const {
        if (id.index >= slot_count) return nullptr;
        const Slot& found = slot(id.index);
        return found.alive && found.generation == id.generation ? &found : nullptr;
    }
    ObjectId id_at(std::uint32_t index) const { return {index, slot(index).generation}; }
    template <class Visit>
    void for_each_slot(Visit&& visit) const {  // visit(index, slot), in order of creation
        for (std::uint32_t place = 0; place < order_count; ++place) {
            const std::uint32_t index = order[place / OrderBlock::size]->items[place % OrderBlock::size];
            if (index != no_index) visit(index, slot(index));
        }
    }

    // --- The live storage only.
    Slot& writable_slot(std::uint32_t index);  // copies the block if a snapshot holds it
    // `fresh_slot`: in a slot that no object of an older scene has.
    ObjectId insert(Object object, std::uint32_t generation, bool fresh_slot = false);
    void insert_at(ObjectId id, Object object);  // no object has this slot
    void erase(ObjectId id);                     // the object must exist
    void drop_removed_from_selection();
    std::uint64_t copied_bytes = 0;  // by writable_slot since the last reset; for the memory estimate of undo

private:
    void fill_slot(ObjectId id, Object&& object);
    void take_from_free_list(std::uint32_t index);
    std::uint32_t& writable_order(std::uint32_t place);
    void close_holes_in_order();
};

}  // namespace gimbal::document
