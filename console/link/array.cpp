#include "gimbal/console/link/array.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace gimbal::console::link {

namespace {
struct Kind {
    const char* name;
    std::size_t bytes;
};
constexpr Kind kinds[] = {{"int8", 1},   {"uint8", 1}, {"int16", 2},  {"uint16", 2},  {"int32", 4},
                          {"uint32", 4}, {"int64", 8}, {"uint64", 8}, {"float32", 4}, {"float64", 8}};
}  // namespace

const char* dtype_name(Dtype dtype) { return kinds[static_cast<std::size_t>(dtype)].name; }
std::size_t dtype_bytes(Dtype dtype) { return kinds[static_cast<std::size_t>(dtype)].bytes; }

std::optional<Dtype> dtype_named(std::string_view name) {
    const auto found = std::find_if(std::begin(kinds), std::end(kinds),
                                    [&](const Kind& kind) { return kind.name == name; });
    if (found == std::end(kinds)) return {};
    return static_cast<Dtype>(found - std::begin(kinds));
}

Array::Array(Dtype dtype, Shape shape, const void* data, std::shared_ptr<const void> owner)
    : dtype_(dtype),
      shape_(std::move(shape)),
      size_(1),
      data_(static_cast<const std::byte*>(data)),
      owner_(std::move(owner)) {
    if (shape_.size() > most_dimensions)
        throw std::invalid_argument("an array has " + std::to_string(shape_.size()) + " dimensions, more than 8");
    constexpr std::size_t most = std::numeric_limits<std::ptrdiff_t>::max();
    std::size_t bytes = dtype_bytes(dtype);  // as if no dimension were 0, so that no stride overflows
    for (const std::size_t length : shape_) {
        if (length > 0 && bytes > most / length) throw std::invalid_argument("an array is larger than memory can be");
        bytes *= std::max<std::size_t>(length, 1);
        size_ *= length;
    }
}

Array Array::checked(Array array, std::size_t count) {
    if (array.size() == count) return array;
    throw std::invalid_argument("the shape of an array has " + std::to_string(array.size()) + " numbers, but " +
                                std::to_string(count) + " are given");
}

}  // namespace gimbal::console::link
