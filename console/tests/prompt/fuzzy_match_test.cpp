// Narrowing a list of names by the typed letters.
#include <doctest/doctest.h>

#include <string>

#include "gimbal/console/fuzzy_match.h"

using namespace gimbal::console;

namespace {
bool fits(std::string_view name, std::string_view typed, Fit fit) {
    const auto match = fuzzy_match(name, typed);
    return match && match->fit == fit;
}
std::string marked(std::string_view name, std::string_view typed) {
    std::string marks(name.size(), '.');
    if (const auto match = fuzzy_match(name, typed))
        for (const std::size_t byte : match->bytes) marks[byte] = '^';
    return marks;
}
}  // namespace

TEST_CASE("a name matches as a prefix, by the starts of its words, as a substring, or by its letters in order") {
    CHECK(fits("print", "pri", Fit::exact_prefix));
    CHECK(fits("print", "", Fit::exact_prefix));
    CHECK(fits("PRIMARY", "pri", Fit::prefix));
    CHECK(fits("remove_bad_mesh", "rbm", Fit::word_starts));
    CHECK(fits("RemoveBadMesh", "rbm", Fit::word_starts));
    CHECK(fits("remove_bad_mesh", "remesh", Fit::word_starts));
    CHECK(fits("remove_bad_mesh", "bm", Fit::word_starts));
    CHECK(fits("HTTPServer", "hs", Fit::word_starts));
    CHECK(fits("remove_bad_mesh", "_b", Fit::word_starts));
    CHECK(fits("reprint", "print", Fit::contained));
    CHECK(fits("remove", "rmv", Fit::subsequence));
    CHECK_FALSE(fuzzy_match("print", "pirnt").has_value());
    CHECK_FALSE(fuzzy_match("pri", "print").has_value());
    CHECK_FALSE(fuzzy_match("", "a").has_value());
}

TEST_CASE("the marked letters are those of the best match") {
    CHECK(marked("remove_bad_mesh", "rbm") == "^......^...^...");
    CHECK(marked("remove_bad_mesh", "remesh") == "^^.........^^^^");
    CHECK(marked("a_xbx_b", "ab") == "^.....^");
    CHECK(marked("deleted", "dd") == "^.....^");
    CHECK(marked("reprint", "print") == "..^^^^^");
}

TEST_CASE("letters beyond ASCII match exactly") {
    CHECK(fits("\xC3\xA4hnlich", "\xC3\xA4h", Fit::exact_prefix));
    CHECK_FALSE(fuzzy_match("\xC3\x84hnlich", "\xC3\xA4h").has_value());
    CHECK(fits("gr\xC3\xB6\xC3\x9F"
               "e",
               "g\xC3\xB6", Fit::word_starts));  // a sign counts as the beginning of a word
}

TEST_CASE("better ways to fit come first, then closer letters, then the order given; scattered letters count only if "
          "nothing fits better") {
    const std::vector<std::string_view> names{"spring", "p_r_i_x", "peril_min", "Printer", "zebra", "print", "price"};
    CHECK(fuzzy_order(names, "pri") == std::vector<std::size_t>{5, 6, 3, 1, 0});
    CHECK(fuzzy_order(names, "prlm") == std::vector<std::size_t>{2});
}

TEST_CASE("a name that matches a text matches each beginning of the text") {
    for (const std::string_view name :
         {"remove_bad_mesh", "HTTPServerError", "aXbXcX", "__init__", "x9y9z", "abcabcabc"})
        for (unsigned seed = 1; seed < 3000; ++seed) {
            std::string typed;
            for (unsigned rest = seed; rest; rest /= 7) typed += name[(rest * 31 + typed.size()) % name.size()];
            if (!fuzzy_match(name, typed)) continue;
            for (std::size_t length = 0; length < typed.size(); ++length)
                CHECK(fuzzy_match(name, std::string_view(typed).substr(0, length)));
        }
}

TEST_CASE("a very long name is matched in bounded time") {
    std::string name;
    for (int i = 0; i < 2000; ++i) name += "a_";
    CHECK(fits(name, std::string(30, 'a') + "b", Fit::subsequence) == false);
    CHECK(fuzzy_match(name + "b", std::string(30, 'a') + "b").has_value());
}
