// Converts between sRGB (IEC 61966-2-1), which files and screens use, and the scene's linear colours.
#pragma once
#include <cstdint>
#include <glm/glm.hpp>

namespace gimbal::document {

// Numbers are clamped to 0 to 1. Alpha is the same in both. sRGB values are doubles, so that a float survives the way
// there and back.
// Thread: any.   GIL: not needed.
float linear_from_srgb(double srgb);
double srgb_from_linear(float linear);
glm::vec4 linear_from_srgb(const glm::dvec4& srgb);

// The nearest number of eight bits. linear_from_srgb(byte / 255.0) gives it back exactly.
std::uint8_t srgb_byte(float linear);
std::uint8_t alpha_byte(float alpha);

}  // namespace gimbal::document
