// Numbers in binary data of either byte order.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace gimbal::document {

template <class Number>
Number number_from(const char* bytes, std::endian order) {
    std::array<char, sizeof(Number)> copy;
    std::memcpy(copy.data(), bytes, copy.size());
    if (order != std::endian::native) std::reverse(copy.begin(), copy.end());
    return std::bit_cast<Number>(copy);
}

template <class Number>
Number number_at(std::string_view bytes, std::size_t offset, std::endian order) {  // offset + size <= bytes.size()
    return number_from<Number>(bytes.data() + offset, order);
}

}  // namespace gimbal::document
