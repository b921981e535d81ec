// Counts in sentences.
#pragma once
#include <cstdint>
#include <string>

namespace gimbal::document {

inline std::string counted(std::uint64_t count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);  // "1 vertex", "2 vertices"
}
// For words with a plural in -s: "1 face", "2 faces".
inline std::string counted(std::uint64_t count, const std::string& one) { return counted(count, one, one + "s"); }

inline std::string there_are(std::uint64_t count) {  // "there is 1", "there are 2"
    return (count == 1 ? "there is " : "there are ") + std::to_string(count);
}

}  // namespace gimbal::document
