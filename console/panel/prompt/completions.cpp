#include "panel/prompt/completions.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/cells.h"
#include "gimbal/console/fuzzy_match.h"

namespace gimbal::console {

void Completions::open(std::vector<Completion> items, std::string_view typed, bool chosen) {
    close();
    ++opened_;
    items_ = std::move(items);
    has_chosen_ = chosen;
    narrow(typed);
}

void Completions::close() {
    const std::uint64_t opened = opened_;
    *this = {};
    opened_ = opened;
}

void Completions::set_doc(std::string doc) {
    doc_ = std::move(doc);
    has_doc_row_ = !doc_.empty();
}

void Completions::narrow(std::string_view typed) {
    std::vector<std::string_view> names;
    names.reserve(items_.size());
    for (const Completion& item : items_) names.push_back(item.text);
    const std::string best_before = shown_.empty() ? "" : best().text;
    typed_ = typed;
    shown_ = fuzzy_order(names, typed);
    chosen_ = 0;
    if (shown_.empty()) close();
    else if (best().text != best_before) doc_.clear();
}

void Completions::move(int steps) {
    doc_.clear();
    if (!std::exchange(has_chosen_, true) && steps > 0) return;  // the first step chooses the first name
    chosen_ = (chosen_ + shown_.size() + static_cast<std::size_t>(steps)) % shown_.size();
}

bool Completions::has(std::string_view text) const {
    return std::ranges::any_of(items_, [=](const Completion& item) { return item.text == text; });
}

std::string Completions::common_prefix() const {
    if (shown_.empty()) return "";
    std::string prefix = best().text;
    for (const std::size_t i : shown_) {
        prefix.erase(std::ranges::mismatch(prefix, items_[i].text).in1, prefix.end());
    }
    while (!prefix.empty() && decode_utf8(prefix, previous_cluster(prefix, prefix.size())).value == 0xFFFD)
        prefix.pop_back();
    return prefix.starts_with(typed_) ? prefix : "";
}

}  // namespace gimbal::console
