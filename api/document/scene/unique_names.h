// Maps names to objects, and numbers names that are taken as Blender does: ring, ring.001, ring.002.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gimbal::document {

// Thread: any, with the document's mutex held.   GIL: not needed.
class UniqueNames {
public:
    const std::uint32_t* find(std::string_view name) const;  // the slot index, or nullptr if the name is free
    std::string free_name(std::string wanted);               // `wanted`, or its base with the next number
    void insert(const std::string& name, std::uint32_t index) { indices_.insert_or_assign(name, index); }
    void erase(std::string_view name);
    void forget_counters() { next_number_.clear(); }  // after undo: start again at .001
    void clear();

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    template <class T>
    using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;
    Map<std::uint32_t> indices_;
    Map<std::uint32_t> next_number_;  // by base name, so that numbering n rings takes O(n)
};

}  // namespace gimbal::document
