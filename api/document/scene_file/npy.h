// The header of a NumPy array file (.npy): a dictionary of type and shape before the bytes.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gimbal::document {

inline constexpr std::string_view npy_float32 = "<f4", npy_uint32 = "<u4";

// The header of a table in C order.
std::string npy_header(std::string_view type, std::uint64_t rows, int columns);

// Reads a header by `read(to, count)`, and returns the number of rows. Throws std::invalid_argument if the array has
// another type, shape or order; the message completes "'x.npy' ".
std::uint64_t read_npy_header(std::string_view type, int columns, const std::function<void(char*, std::size_t)>& read);

}  // namespace gimbal::document
