// numpy/lib/format.py describes the format.
#include "api/document/scene_file/npy.h"

#include <bit>
#include <regex>
#include <stdexcept>

namespace gimbal::document {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t alignment = 64, start_bytes = 10, longest_header = 4096;

static_assert(std::endian::native == std::endian::little, "the arrays are little endian");

}  // namespace

std::string npy_header(std::string_view type, std::uint64_t rows, int columns) {
    std::string words = "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': (" +
                        std::to_string(rows) + ", " + std::to_string(columns) + "), }";
    words.append(alignment - (start_bytes + words.size() + 1) % alignment, ' ');
    words += '\n';
    std::string header(magic);
    header += {1, 0, static_cast<char>(words.size() & 0xFF), static_cast<char>(words.size() >> 8)};
    return header + words;
}

std::uint64_t read_npy_header(std::string_view type, int columns, const std::function<void(char*, std::size_t)>& read) {
    char start[start_bytes];
    read(start, sizeof start);
    if (std::string_view(start, magic.size()) != magic || start[6] != 1)
        throw std::invalid_argument("is not a NumPy array of format 1");
    const std::size_t size = static_cast<unsigned char>(start[8]) | static_cast<unsigned char>(start[9]) << 8;
    if (size > longest_header) throw std::invalid_argument("has a header of " + std::to_string(size) + " bytes");
    std::string words(size, '\0');
    read(words.data(), words.size());
    static const std::regex pattern(
        R"(\s*\{'descr':\s*'([^']*)',\s*'fortran_order':\s*False,\s*'shape':\s*\((\d{1,15}),\s*(\d),?\),?\s*\}\s*)");
    std::smatch match;
    if (!std::regex_match(words, match, pattern) || match[1].str() != type || match[3].str() != std::to_string(columns))
        throw std::invalid_argument("is not a table of " + std::to_string(columns) + " columns of type " +
                                    std::string(type) + " in C order");
    return std::stoull(match[2]);
}

}  // namespace gimbal::document
