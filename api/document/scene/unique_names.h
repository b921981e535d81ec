// Maps names to objects, and numbers names that are taken as Blender does: ring, ring.001, ring.002.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/document/scene/scene_storage.h"

namespace gimbal::document {

// A hash table of slot indices. The names stay in the slots, so an entry has eight bytes, and a table of 100,000 names
// fits into a processor's cache. The functions that change it do not read the slots.
// Thread: any, with the document's mutex held.   GIL: not needed.
class UniqueNames {
public:
    explicit UniqueNames(const Scene::Storage& slots) : slots_(slots) {}

    std::optional<std::uint32_t> find(std::string_view name) const;  // the slot index; empty: the name is free
    std::string free_name(std::string wanted);                       // `wanted`, or its base with the next number
    void insert(std::string_view name, std::uint32_t index);         // the name is free
    void erase(std::string_view name, std::uint32_t index);
    void forget_counters() { next_number_.clear(); }  // after undo: start again at .001
    void clear();

private:
    struct Entry {
        std::uint32_t hash = 0, index = no_index;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::size_t mask() const { return table_.size() - 1; }
    void put(Entry entry);
    void grow();

    const Scene::Storage& slots_;
    std::vector<Entry> table_;  // open addressing with linear probing; at most half is used
    std::size_t used_ = 0;
    // By base name, so that numbering n rings takes O(n).
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> next_number_;
};

}  // namespace gimbal::document
