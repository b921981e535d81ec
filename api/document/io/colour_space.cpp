// Most colours of files have eight bits, so those are looked up.
#include "api/document/io/colour_space.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gimbal::document {
namespace {

double exact_linear(double srgb) { return srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4); }

std::array<float, 256> linear_bytes() {
    std::array<float, 256> table;
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = static_cast<float>(exact_linear(static_cast<double>(i) / 255));
    return table;
}

double unit(double value) { return value > 0 ? std::min(value, 1.0) : 0; }  // NaN: 0

}  // namespace

float linear_from_srgb(double srgb) {
    static const std::array<float, 256> table = linear_bytes();
    srgb = unit(srgb);
    const auto byte = static_cast<std::size_t>(std::lround(srgb * 255));
    if (static_cast<double>(byte) / 255 == srgb) return table[byte];
    return static_cast<float>(exact_linear(srgb));
}

double srgb_from_linear(float linear) {
    const double value = unit(linear);
    return value <= 0.04045 / 12.92 ? value * 12.92 : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
}

glm::vec4 linear_from_srgb(const glm::dvec4& srgb) {
    return {linear_from_srgb(srgb.r), linear_from_srgb(srgb.g), linear_from_srgb(srgb.b),
            static_cast<float>(unit(srgb.a))};
}

std::uint8_t srgb_byte(float linear) { return static_cast<std::uint8_t>(std::lround(srgb_from_linear(linear) * 255)); }
std::uint8_t alpha_byte(float alpha) { return static_cast<std::uint8_t>(std::lround(unit(alpha) * 255)); }

}  // namespace gimbal::document
