// Lines of a text by number.
#pragma once
#include <cstdint>

namespace gimbal::console {

// Line numbers rise by one. Dropping lines at the front does not renumber the rest, so a selection stays valid.
using LineId = std::uint64_t;
inline constexpr LineId no_line = ~LineId{0};  // after all lines

struct LineSpan {
    LineId first = 0, last = 0;  // both included
    bool operator==(const LineSpan&) const = default;
};

}  // namespace gimbal::console
