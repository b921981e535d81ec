// Numbers, durations and fractions as text for a person.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>

namespace gimbal::console {

inline std::string with_thousands(std::uint64_t number) {  // 1,234,567
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
    return digits;
}

inline std::string elapsed_words(double seconds) {  // "4.2 s", "3:07 min"
    char words[48];
    const auto whole = static_cast<long long>(seconds);
    if (seconds < 60) std::snprintf(words, sizeof words, "%.1f s", std::max(0.0, seconds));
    else std::snprintf(words, sizeof words, "%lld:%02lld min", whole / 60, whole % 60);
    return words;
}

inline std::string size_words(std::uint64_t bytes) {  // "12 B", "1.2 kB", "345 MB"
    static constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB"};
    double number = static_cast<double>(bytes);
    int unit = 0;
    while (number >= 999.5 && unit < 4) {
        number /= 1000;
        ++unit;
    }
    char words[32];
    std::snprintf(words, sizeof words, unit > 0 && number < 9.95 ? "%.1f %s" : "%.0f %s", number, units[unit]);
    return words;
}

inline std::string percent_words(double fraction) {  // "38 %"; "" when the fraction is unknown (below 0 or NaN)
    if (!(fraction >= 0)) return "";
    return std::to_string(static_cast<int>(std::min(fraction, 1.0) * 100 + 0.5)) + " %";
}

}  // namespace gimbal::console
