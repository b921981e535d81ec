// Which object has which name, and a free name beside a taken one, as in Blender: ring, ring.001, ring.002.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gimbal::document {

// Thread: any, under the document's mutex.   GIL: not needed.
class UniqueNames {
public:
    const std::uint32_t* find(std::string_view name) const;  // the slot index; nullptr when the name is free
    std::string free_name(std::string wanted);               // `wanted` itself, or with the next number
    void insert(const std::string& name, std::uint32_t index) { indices_.insert_or_assign(name, index); }
    void erase(std::string_view name);
    void reserve(std::size_t count) { indices_.reserve(count); }
    void forget_counters() { next_number_.clear(); }  // after undo or clear: number from .001 again
    void clear();

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    template <class T>
    using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;
    Map<std::uint32_t> indices_;
    Map<std::uint32_t> next_number_;  // by base name: so that a thousand rings are numbered in linear time
};

}  // namespace gimbal::document
