// Numbers as a person reads them.
#pragma once
#include <cstdint>
#include <string>

namespace gimbal::console {

inline std::string with_thousands(std::uint64_t number) {  // 1,234,567
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
    return digits;
}

}  // namespace gimbal::console
