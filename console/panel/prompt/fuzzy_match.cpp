#include "gimbal/console/fuzzy_match.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace gimbal::console {
namespace {

constexpr std::size_t max_tries = 20'000;  // in one name, so a name of a thousand words stays cheap

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool in_word(char c) { return is_upper(c) || is_lower(c); }
bool same(char a, char b) { return folded(a) == folded(b); }

// As in gimbal_console/assist/fuzzy_match.py: a character that is not alphanumeric starts a word, too.
bool begins_word(std::string_view name, std::size_t at) {
    if (!in_word(name[at]) || at == 0 || !in_word(name[at - 1])) return true;
    if (!is_upper(name[at])) return false;
    return is_lower(name[at - 1]) || (at + 1 < name.size() && name[at + 1] >= 'a' && name[at + 1] <= 'z');
}

// Each letter directly follows the one before it, or starts a later word.
class WordStarts {
public:
    WordStarts(std::string_view name, std::string_view typed) : name_(name), typed_(typed) {}
    bool find(std::vector<std::size_t>& bytes) {
        bytes.clear();
        return from(0, 0, bytes);
    }

private:
    bool from(std::size_t letter, std::size_t at, std::vector<std::size_t>& bytes) {
        if (letter == typed_.size()) return true;
        for (std::size_t i = at; i < name_.size() && ++tries_ < max_tries; ++i) {
            const bool follows = letter > 0 && i == at;
            if (!same(name_[i], typed_[letter]) || !(follows || begins_word(name_, i))) continue;
            bytes.push_back(i);
            if (from(letter + 1, i + 1, bytes)) return true;
            bytes.pop_back();
        }
        return false;
    }
    std::string_view name_, typed_;
    std::size_t tries_ = 0;
};

std::vector<std::size_t> run_of(std::size_t begin, std::size_t count) {
    std::vector<std::size_t> bytes(count);
    std::iota(bytes.begin(), bytes.end(), begin);
    return bytes;
}

// Goes backwards from the end of the first occurrence, so that the letters lie close together.
bool find_subsequence(std::string_view name, std::string_view typed, std::vector<std::size_t>& bytes) {
    std::size_t letter = 0, end = 0;
    for (; end < name.size() && letter < typed.size(); ++end)
        if (same(name[end], typed[letter])) ++letter;
    if (letter < typed.size()) return false;
    bytes.assign(typed.size(), 0);
    for (std::size_t i = end; letter > 0; --i)
        if (same(name[i - 1], typed[letter - 1])) bytes[--letter] = i - 1;
    return true;
}

std::size_t gaps_of(const std::vector<std::size_t>& bytes) {
    std::size_t gaps = 0;
    for (std::size_t i = 1; i < bytes.size(); ++i) gaps += bytes[i] != bytes[i - 1] + 1;
    return gaps;
}

}  // namespace

std::optional<FuzzyMatch> fuzzy_match(std::string_view name, std::string_view typed) {
    if (name.starts_with(typed)) return FuzzyMatch{Fit::exact_prefix, run_of(0, typed.size())};
    std::vector<std::size_t> bytes;
    if (!find_subsequence(name, typed, bytes)) return std::nullopt;
    if (bytes.back() + 1 == typed.size()) return FuzzyMatch{Fit::prefix, std::move(bytes)};
    std::vector<std::size_t> words;
    if (WordStarts(name, typed).find(words)) return FuzzyMatch{Fit::word_starts, std::move(words)};
    const auto within = std::ranges::search(name, typed, same).begin();
    if (within != name.end())
        return FuzzyMatch{Fit::contained, run_of(static_cast<std::size_t>(within - name.begin()), typed.size())};
    return FuzzyMatch{Fit::subsequence, std::move(bytes)};
}

std::vector<std::size_t> fuzzy_order(const std::vector<std::string_view>& names, std::string_view typed) {
    std::vector<std::tuple<Fit, std::size_t, std::size_t>> found;  // fit, gaps, place
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const auto match = fuzzy_match(names[i], typed)) found.emplace_back(match->fit, gaps_of(match->bytes), i);
    std::ranges::sort(found);
    if (!found.empty() && std::get<0>(found.front()) < Fit::subsequence)
        std::erase_if(found, [](const auto& entry) { return std::get<0>(entry) == Fit::subsequence; });
    std::vector<std::size_t> order;
    for (const auto& entry : found) order.push_back(std::get<2>(entry));
    return order;
}

}  // namespace gimbal::console
