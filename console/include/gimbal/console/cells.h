// Text on a grid of cells: how many bytes make one thing on screen, and whether it is one cell wide or two.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gimbal/console/base/utf8.h"

namespace gimbal::console {

inline constexpr int tab_stop = 8;

// A base character with all that joins it (combining marks, joiners, emoji modifiers).
struct Cluster {
    std::uint32_t bytes = 0;
    std::uint32_t cells = 0;
    char32_t code = 0;  // the base; U+FFFD for a byte that is not UTF-8
};

int cell_width(char32_t code);  // 0, 1 or 2
// The cluster at byte `at`, standing at cell `column` (a tab reaches to its next stop).
Cluster cluster_at(std::string_view text, std::size_t at, std::size_t column);
std::size_t previous_cluster(std::string_view text, std::size_t at);  // where the one before `at` begins
std::size_t cell_count(std::string_view text);
std::string in_one_line(std::string text,
                        std::size_t cells);  // control characters as spaces; what is longer ends in "…"
bool is_plain(std::string_view text);        // printable ASCII only: a byte is a cell

}  // namespace gimbal::console
