// An object has one colour, and its parts in a file may have several: the one of most elements is the object's.
#pragma once
#include <array>
#include <cstddef>
#include <glm/glm.hpp>
#include <map>
#include <optional>

namespace gimbal::document {

// Thread: any, one at a time.   GIL: not needed.
class PartColours {
public:
    void add(const std::optional<glm::vec4>& colour, std::size_t elements) {  // finite; none: the usual colour
        if (elements == 0) return;
        std::optional<Key> key;
        if (colour) key = Key{colour->r, colour->g, colour->b, colour->a};
        Part& part = parts_.try_emplace(key, Part{colour, 0, parts_.size()}).first->second;
        part.elements += elements;
    }
    std::size_t count() const { return parts_.size(); }  // of different colours
    std::optional<glm::vec4> main() const {              // the first of those with most elements
        const Part* most = nullptr;
        for (const auto& [key, part] : parts_)
            if (!most || part.elements > most->elements ||
                (part.elements == most->elements && part.place < most->place))
                most = &part;
        return most ? most->colour : std::nullopt;
    }

private:
    using Key = std::array<float, 4>;
    struct Part {
        std::optional<glm::vec4> colour;
        std::size_t elements, place;
    };
    std::map<std::optional<Key>, Part> parts_;
};

}  // namespace gimbal::document
