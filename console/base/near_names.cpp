#include "gimbal/console/base/near_names.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gimbal::console {

namespace {

constexpr std::size_t most_near = 5, most_shown = 12, least_part = 3;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) { return lower(c); });
    return result;
}

// How many letters are to be changed, added, left out or exchanged with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

bool is_part(std::string_view part, std::string_view whole) {
    return part.size() >= least_part && whole.find(part) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> near_names(std::string_view name, const std::vector<std::string>& known) {
    const std::string wanted = lower(name);
    const std::size_t most_changes = wanted.size() <= 3 ? 1 : wanted.size() <= 8 ? 2 : 3;
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const std::string& one : known) {
        const std::string other = lower(one);
        const std::size_t longer = std::max(wanted.size(), other.size()),
                          shorter = std::min(wanted.size(), other.size());
        const std::size_t changes = longer - shorter > most_changes ? longer : distance(wanted, other);
        if (changes <= most_changes && changes < shorter) found.emplace_back(changes, one);
        else if (is_part(wanted, other) || is_part(other, wanted)) found.emplace_back(longer, one);
    }
    std::ranges::sort(found);
    std::vector<std::string> result;
    for (auto& [changes, one] : found)
        if (result.size() < most_near) result.push_back(std::move(one));
    return result;
}

std::string known_names_words(std::string_view name, std::vector<std::string> known) {
    if (known.empty()) return "there is none";
    const auto listed = [](const std::vector<std::string>& names, std::size_t most) {
        std::string words;
        for (std::size_t i = 0; i < std::min(names.size(), most); ++i) words += (i ? ", `" : "`") + names[i] + "`";
        return words;
    };
    if (const auto near = near_names(name, known); !near.empty()) return "near it: " + listed(near, most_near);
    std::ranges::sort(known);
    const std::string more = known.size() > most_shown ? " and " + std::to_string(known.size() - most_shown) + " more"
                                                       : "";
    return "there are: " + listed(known, most_shown) + more;
}

}  // namespace gimbal::console
