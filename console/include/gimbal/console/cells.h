// Text on a grid of cells: the bytes of each character on screen, and its width in cells.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gimbal/console/base/utf8.h"

namespace gimbal::console {

inline constexpr int tab_stop = 8;

// One character as a person sees it: a base with its marks, a flag of two letters, emoji that a joiner connects, a
// syllable of Hangul letters. Unicode calls it an extended grapheme cluster.
struct Cluster {
    std::uint32_t bytes = 0;
    std::uint32_t cells = 0;
    char32_t code = 0;  // the base; U+FFFD for an invalid byte
};

// All functions are pure. Thread: any.   GIL: not needed.

// Cells of one code point: 0 (a mark drawn over its base), 1 or 2.
int cell_width(char32_t code);
// The cluster at byte `at`, drawn at cell `column` (a tab extends to its next stop).
Cluster cluster_at(std::string_view text, std::size_t at, std::size_t column);
// The first byte of the cluster before byte `at`.
std::size_t previous_cluster(std::string_view text, std::size_t at);
// A mark or the like, which joins any character before it.
bool joins_previous(char32_t code);
// Whether the character may form a cluster with a following character that joins nothing else.
bool joins_next(char32_t code);
bool is_regional_indicator(char32_t code);  // two of them make a flag
// The single code point that Unicode's composition (NFC) makes from a cluster, or 0.
char32_t composed(std::string_view cluster);
std::size_t cell_count(std::string_view text);
// Control characters become spaces. A longer text is cut and ends in "…".
std::string in_one_line(std::string text, std::size_t cells = std::string::npos);
bool is_plain(std::string_view text);  // printable ASCII only: a byte is a cell

}  // namespace gimbal::console
