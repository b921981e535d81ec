// The header of a PLY file: its elements and their properties.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gimbal::document {

enum class PlyType { int8, uint8, int16, uint16, int32, uint32, float32, float64 };
std::size_t size_of(PlyType type);

struct PlyProperty {
    std::string name;
    PlyType type;
    std::optional<PlyType> count_type{};  // of a list
};

struct PlyElement {
    std::string name;
    std::uint64_t count = 0;
    std::vector<PlyProperty> properties{};
    const PlyProperty* find(std::string_view property) const;  // nullptr if it has none of that name
};

struct PlyHeader {
    enum class Format { text, little_endian, big_endian } format = Format::text;
    std::vector<PlyElement> elements;
    std::size_t data_begin = 0;
};

// Throws BadMeshFile.
PlyHeader read_ply_header(std::string_view contents);

}  // namespace gimbal::document
