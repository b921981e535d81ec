// Numbers equal names without a search from the first number each time.
#include "api/document/scene/unique_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace gimbal::document {
namespace {

// "ring.012" -> "ring". A name without such a suffix is its own base.
std::string_view base_of(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || name.size() - dot < 4) return name;
    const std::string_view digits = name.substr(dot + 1);
    const bool numbered = std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c); });
    return numbered ? name.substr(0, dot) : name;
}

std::uint32_t hash_of(std::string_view name) {
    const std::uint64_t hash = std::hash<std::string_view>{}(name);
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

// ".007"
std::string_view suffix(std::uint32_t number, std::array<char, 16>& text) {
    const int zeros = number < 10 ? 2 : number < 100 ? 1 : 0;
    char* end = std::fill_n(text.data(), 1 + zeros, '0');
    text[0] = '.';
    end = std::to_chars(end, text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

}  // namespace

std::optional<std::uint32_t> UniqueNames::find(std::string_view name) const {
    if (table_.empty()) return std::nullopt;
    const std::uint32_t hash = hash_of(name);
    for (std::size_t i = hash & mask(); table_[i].index != no_index; i = (i + 1) & mask())
        if (table_[i].hash == hash && slots_.slot(table_[i].index).object.name == name) return table_[i].index;
    return std::nullopt;
}

std::string UniqueNames::free_name(std::string wanted) {
    if (!find(wanted)) return wanted;
    const std::string_view base = base_of(wanted);
    auto counter = next_number_.find(base);
    if (counter == next_number_.end()) counter = next_number_.emplace(base, 1).first;
    std::string candidate;
    std::array<char, 16> digits;
    do candidate.assign(base).append(suffix(counter->second++, digits));
    while (find(candidate));
    return candidate;
}

void UniqueNames::put(Entry entry) {
    std::size_t i = entry.hash & mask();
    while (table_[i].index != no_index) i = (i + 1) & mask();
    table_[i] = entry;
}

void UniqueNames::grow() {
    std::vector<Entry> old(std::max<std::size_t>(64, 2 * table_.size()));
    old.swap(table_);
    for (const Entry& entry : old)
        if (entry.index != no_index) put(entry);
}

void UniqueNames::insert(std::string_view name, std::uint32_t index) {
    if (2 * (used_ + 1) > table_.size()) grow();
    put({hash_of(name), index});
    ++used_;
}

// The entries after the hole move up if a search for them would end there.
void UniqueNames::erase(std::string_view name, std::uint32_t index) {
    if (table_.empty()) return;
    std::size_t hole = hash_of(name) & mask();
    while (table_[hole].index != index) {
        if (table_[hole].index == no_index) return;
        hole = (hole + 1) & mask();
    }
    for (std::size_t i = (hole + 1) & mask(); table_[i].index != no_index; i = (i + 1) & mask()) {
        const std::size_t distance = (i - table_[i].hash) & mask();  // from where a search for it begins
        if (distance < ((i - hole) & mask())) continue;
        table_[hole] = table_[i];
        hole = i;
    }
    table_[hole] = {};
    --used_;
}

void UniqueNames::clear() {
    table_ = {};
    used_ = 0;
    next_number_.clear();
}

}  // namespace gimbal::document
