// A line of a stack that faulthandler writes.
#pragma once
#include <cstdlib>
#include <string>

namespace gimbal::console {

struct StackFrame {
    std::string file, function;
    int line = 0;
};

// Reads `  File "x.py", line 1 in f`. False: it is another line. Thread: any.   GIL: not needed.
inline bool read_frame(const std::string& text, StackFrame& frame) {
    const auto close = text.rfind("\", line ");
    if (!text.starts_with("  File \"") || close == std::string::npos) return false;
    frame.file = text.substr(8, close - 8);
    frame.line = std::atoi(text.c_str() + close + 8);
    const auto in = text.find(" in ", close);
    frame.function = in == std::string::npos ? "" : text.substr(in + 4);
    return true;
}

}  // namespace gimbal::console
