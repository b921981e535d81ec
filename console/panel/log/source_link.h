// The source line that a line of output names: a frame of a traceback, or a warning.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gimbal::console {

struct SourceLink {
    std::string file;                  // a path, or "<cell 3>"
    int line = 0;                      // from 1
    std::uint32_t begin = 0, end = 0;  // the bytes of the output that name it
};

// `File "x.py", line 3`, also inside an exception group, and `x.py:3: UserWarning: …`. Empty for sources without a
// text to open, such as "<string>" and "<frozen importlib._bootstrap>".
std::optional<SourceLink> source_link(std::string_view text);

bool is_cell_name(std::string_view file);

}  // namespace gimbal::console
