// Colours as files and screens have them (sRGB, IEC 61966-2-1), and as the scene has them: linear light.
#pragma once
#include <cstdint>
#include <glm/glm.hpp>

namespace gimbal::document {

// From 0 to 1 each; others are clamped. Alpha is the same in both.
// Thread: any.   GIL: not needed.
// Doubles in between, so that a float comes back as it was.
float linear_from_srgb(double srgb);
double srgb_from_linear(float linear);
glm::vec4 linear_from_srgb(const glm::dvec4& srgb);

// The nearest number of eight bits. linear_from_srgb(byte / 255.0) gives it back exactly.
std::uint8_t srgb_byte(float linear);
std::uint8_t alpha_byte(float alpha);

}  // namespace gimbal::document
