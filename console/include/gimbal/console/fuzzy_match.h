// How well a name matches the typed letters: the matching of the completion list, for other lists.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace gimbal::console {

// Best first. The same classes as in gimbal_console/assist/fuzzy_match.py, which selects from very long lists.
enum class Fit {
    exact_prefix,  // pri: print
    prefix,        // pri: PRIMARY
    word_starts,   // rbm: remove_bad_mesh, RemoveBadMesh
    contained,     // esh: remove_bad_mesh, not at the start of a word
    subsequence,   // rmv: remove
};

struct FuzzyMatch {
    Fit fit = Fit::exact_prefix;
    std::vector<std::size_t> bytes = {};  // of the name, one per typed letter, for highlighting
};

// Empty if the name does not match. ASCII letters match in both cases, other bytes exactly. A name that matches a text
// also matches each prefix of the text, so a list can be filtered repeatedly. Thread: any.   GIL: not needed.
std::optional<FuzzyMatch> fuzzy_match(std::string_view name, std::string_view typed);

// The indices of the matching names, best first. Within a class, names with fewer gaps come first, then the given
// order.
std::vector<std::size_t> fuzzy_order(const std::vector<std::string_view>& names, std::string_view typed);

}  // namespace gimbal::console
