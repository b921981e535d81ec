// An accessor is a typed, strided view of the bytes of a buffer view.
#include "api/document/io/read/gltf_accessor.h"

#include <algorithm>
#include <array>
#include <limits>

#include "api/document/io/read/byte_reader.h"
#include "api/document/io/words.h"
#include "api/document/scene/chunks.h"

namespace gimbal::document {
namespace {

enum Component { int8 = 5120, uint8, int16, uint16, uint32 = 5125, float32 };

std::size_t size_of(std::uint64_t component) {
    switch (component) {
        case int8:
        case uint8: return 1;
        case int16:
        case uint16: return 2;
        case uint32:
        case float32: return 4;
        default: bad_file("its JSON has the unknown component type " + std::to_string(component) + export_again);
    }
}

template <class Number>
Number at(const char* bytes) {
    return number_from<Number>(bytes, std::endian::little);
}

float normalised(double value, double most, bool wanted) {
    return static_cast<float>(wanted ? std::max(value / most, -1.0) : value);
}

float component_at(const char* bytes, std::uint64_t component, bool scaled) {
    switch (component) {
        case int8: return normalised(at<std::int8_t>(bytes), 127, scaled);
        case uint8: return normalised(at<std::uint8_t>(bytes), 255, scaled);
        case int16: return normalised(at<std::int16_t>(bytes), 32767, scaled);
        case uint16: return normalised(at<std::uint16_t>(bytes), 65535, scaled);
        case uint32: return static_cast<float>(at<std::uint32_t>(bytes));
        default: return at<float>(bytes);
    }
}

std::uint32_t index_at(const char* bytes, std::uint64_t component) {
    switch (component) {
        case uint8: return at<std::uint8_t>(bytes);
        case uint16: return at<std::uint16_t>(bytes);
        default: return at<std::uint32_t>(bytes);
    }
}

struct Elements {
    const char* first = nullptr;
    std::size_t stride = 0;
};

// `count` elements of `size` bytes in the view that `json` names. The last one needs no padding.
Elements elements_of(GltfFile& file, const Json& json, std::uint64_t count, std::size_t size, std::uint64_t accessor) {
    const std::uint64_t number = whole_number(json, "bufferView");
    const std::string_view bytes = file.view_bytes(number);
    const std::uint64_t offset = whole_number(json, "byteOffset", 0),
                        stride = whole_number(file.item("bufferViews", number), "byteStride", size);
    if (stride < size)
        bad_file("accessor " + std::to_string(accessor) + " has elements of " + counted(size, "byte") + " every " +
                 counted(stride, "byte") + export_again);
    const bool fits = count == 0 || (offset <= bytes.size() && size <= bytes.size() - offset &&
                                     count - 1 <= (bytes.size() - offset - size) / stride);
    if (!fits)
        bad_file("it is cut off: accessor " + std::to_string(accessor) + " has " + counted(count, "element") +
                 ", more than its buffer view holds" + export_again);
    return {bytes.data() + offset, static_cast<std::size_t>(stride)};
}

std::uint64_t index_component(const Json& json, std::uint64_t accessor) {
    const std::uint64_t component = whole_number(json, "componentType");
    if (component == uint8 || component == uint16 || component == uint32) return component;
    bad_file("accessor " + std::to_string(accessor) + " has indices of component type " + std::to_string(component) +
             export_again);
}

template <class Item>
const char* type_name();
template <>
const char* type_name<glm::vec3>() {
    return "VEC3";
}
template <>
const char* type_name<glm::vec4>() {
    return "VEC4";
}
template <>
const char* type_name<glm::mat4>() {
    return "MAT4";
}

template <class Item>
void set(Item& item, const char* bytes, std::uint64_t component, bool scaled) {
    std::array<float, sizeof(Item) / sizeof(float)> values;
    for (std::size_t k = 0; k < values.size(); ++k)
        values[k] = component_at(bytes + k * size_of(component), component, scaled);
    std::memcpy(static_cast<void*>(&item), values.data(), sizeof item);
}

template <class Item>
void apply_sparse(GltfFile& file, const Json& sparse, std::uint64_t accessor, std::uint64_t component, bool scaled,
                  std::vector<Item>& items) {
    const std::uint64_t count = whole_number(sparse, "count");
    const Json *indices = member(sparse, "indices"), *values = member(sparse, "values");
    if (!indices || !values) bad_file(std::string("a sparse accessor lacks its indices or values") + export_again);
    const std::uint64_t index_type = index_component(*indices, accessor);
    const std::size_t size = size_of(component) * (sizeof(Item) / sizeof(float));
    const Elements places = elements_of(file, *indices, count, size_of(index_type), accessor),
                   news = elements_of(file, *values, count, size, accessor);
    in_chunks(static_cast<std::size_t>(count), file.job(), [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            const std::uint32_t place = index_at(places.first + i * places.stride, index_type);
            if (place >= items.size())
                bad_file("accessor " + std::to_string(accessor) + " replaces element " + std::to_string(place) +
                         ", but " + there_are(items.size()) + export_again);
            set(items[place], news.first + i * news.stride, component, scaled);
        }
    });
}

enum class Integers { as_declared, normalised };

template <class Item>
std::vector<Item> decoded(GltfFile& file, std::uint64_t accessor, Integers integers) {
    const Json& json = file.item("accessors", accessor);
    const std::uint64_t count = whole_number(json, "count"), component = whole_number(json, "componentType");
    if (text_member(json, "type") != type_name<Item>())
        bad_file("accessor " + std::to_string(accessor) + " is not of type " + type_name<Item>() + export_again);
    const Json *normalized = member(json, "normalized"), *sparse = member(json, "sparse");
    const bool declared = normalized && normalized->is_boolean() && normalized->get<bool>();
    const bool scaled = declared || integers == Integers::normalised;
    const std::size_t size = size_of(component) * (sizeof(Item) / sizeof(float));
    if (!sparse && !member(json, "bufferView"))
        bad_file("accessor " + std::to_string(accessor) +
                 " has no data; perhaps the file is compressed. Export it without compression");
    if (count > std::numeric_limits<std::uint32_t>::max())
        bad_file("accessor " + std::to_string(accessor) + " has " + std::to_string(count) + " elements" + export_again);
    file.charge(count * sizeof(Item));
    std::vector<Item> items(static_cast<std::size_t>(count), Item(0));
    if (member(json, "bufferView")) {
        const Elements elements = elements_of(file, json, count, size, accessor);
        in_chunks(items.size(), file.job(), [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i)
                set(items[i], elements.first + i * elements.stride, component, scaled);
        });
    }
    if (sparse) apply_sparse(file, *sparse, accessor, component, scaled, items);
    return items;
}

}  // namespace

template <class Item>
std::vector<Item> items_of(GltfFile& file, std::uint64_t accessor) {
    return decoded<Item>(file, accessor, Integers::as_declared);
}

template std::vector<glm::vec3> items_of(GltfFile&, std::uint64_t);
template std::vector<glm::vec4> items_of(GltfFile&, std::uint64_t);
template std::vector<glm::mat4> items_of(GltfFile&, std::uint64_t);

Colours colours_of(GltfFile& file, std::uint64_t accessor) {
    Colours colours;
    if (text_member(file.item("accessors", accessor), "type") == "VEC3") {
        const auto opaque = decoded<glm::vec3>(file, accessor, Integers::normalised);
        file.charge(opaque.size() * sizeof(glm::vec4));
        colours.reserve(opaque.size());
        for (const glm::vec3& colour : opaque) colours.emplace_back(colour, 1);
    } else {
        colours = decoded<glm::vec4>(file, accessor, Integers::normalised);
    }
    for (glm::vec4& colour : colours)
        for (int i = 0; i < 4; ++i) colour[i] = colour[i] > 0 ? std::min(colour[i], 1.0f) : 0;  // NaN: 0
    return colours;
}

std::vector<std::uint32_t> indices_of(GltfFile& file, std::uint64_t accessor) {
    const Json& json = file.item("accessors", accessor);
    const std::uint64_t count = whole_number(json, "count"), component = index_component(json, accessor);
    if (text_member(json, "type") != "SCALAR" || member(json, "sparse") || !member(json, "bufferView"))
        bad_file("accessor " + std::to_string(accessor) +
                 " holds no plain indices; perhaps the file is compressed. Export it without compression");
    const Elements elements = elements_of(file, json, count, size_of(component), accessor);
    file.charge(count * sizeof(std::uint32_t));
    std::vector<std::uint32_t> indices(static_cast<std::size_t>(count));
    in_chunks(indices.size(), file.job(), [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i)
            indices[i] = index_at(elements.first + i * elements.stride, component);
    });
    return indices;
}

}  // namespace gimbal::document
