// Numbers equal names without a search from the first number each time.
#include "api/document/scene/unique_names.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

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

}  // namespace

const std::uint32_t* UniqueNames::find(std::string_view name) const {
    const auto found = indices_.find(name);
    return found == indices_.end() ? nullptr : &found->second;
}

std::string UniqueNames::free_name(std::string wanted) {
    if (!find(wanted)) return wanted;
    const std::string base(base_of(wanted));
    std::uint32_t& number = next_number_.try_emplace(base, 1).first->second;
    std::string candidate;
    do {
        char digits[16];
        std::snprintf(digits, sizeof digits, ".%03u", number++);
        candidate = base + digits;
    } while (find(candidate));
    return candidate;
}

void UniqueNames::erase(std::string_view name) {
    if (const auto found = indices_.find(name); found != indices_.end()) indices_.erase(found);
}

void UniqueNames::clear() {
    indices_.clear();
    next_number_.clear();
}

}  // namespace gimbal::document
