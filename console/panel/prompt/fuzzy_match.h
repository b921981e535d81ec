// How well a name fits what is typed, for narrowing a list of completions at each key without asking the engine again.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace gimbal::console {

// Better ones first. The same classes as gimbal_console/assist/fuzzy_match.py, which decides what is sent of very many.
enum class Fit {
    exact_prefix,  // pri: print
    prefix,        // pri: PRIMARY
    word_starts,   // rbm: remove_bad_mesh, RemoveBadMesh
    contained,     // mesh: remove_bad_mesh... where no word begins: esh
    subsequence,   // rmv: remove
};

struct FuzzyMatch {
    Fit fit = Fit::exact_prefix;
    std::vector<std::size_t> bytes;  // of the name, one for each of the typed: what to mark
};

// ASCII letters fit in both cases, other bytes as they are. Empty: it does not fit. What fits a longer text fits each
// beginning of it, so a list may be narrowed over and over; names that begin with `_` are not in a list that was asked
// for without one. Thread: any.   GIL: not needed.
std::optional<FuzzyMatch> fuzzy_match(std::string_view name, std::string_view typed);

// The places of the names that fit, best first; within a class those whose letters lie closer together, then as given.
std::vector<std::size_t> fuzzy_order(const std::vector<std::string_view>& names, std::string_view typed);

}  // namespace gimbal::console
