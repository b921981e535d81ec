// The single edit that turns one text into another. It replaces the lines between the common first and last lines.
#pragma once
#include <string>
#include <string_view>

#include "text/model/text_buffer.h"

namespace gimbal::console {

struct TextEdit {
    TextPosition begin, end;       // of the removed text
    std::string text;              // the inserted text
    std::int64_t lines_added = 0;  // negative: lines removed
};

TextEdit difference(const TextBuffer& from, std::string_view to);

}  // namespace gimbal::console
