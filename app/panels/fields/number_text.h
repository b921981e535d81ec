// Reads a number as a person types it: arithmetic, units, and the decimal point of the locale or of C.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gimbal::app {

// The quantity decides which units a number may have. Lengths are in metres, angles in degrees.
enum class Quantity { plain, length, angle };

struct TypedNumber {
    std::optional<double> value;
    std::string problem;  // why there is no value, with the remedy
};

// `text` is an expression such as "1/3", "50cm", "pi/2 rad" or "2*(1 + 3,5)". A unit multiplies what stands to its
// left, so "1/3cm" is a third of a centimetre. A number without a unit is in metres or degrees. The value is finite.
// Thread: any.   GIL: not needed.
TypedNumber read_number(std::string_view text, Quantity quantity, std::string_view decimal_point);
std::string_view locale_decimal_point();  // of the user's locale, even if the program runs in the C locale

}  // namespace gimbal::app
