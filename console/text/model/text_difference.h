// What turns one text into another, as a single edit: the lines between those that are the same at both ends.
#pragma once
#include <string>
#include <string_view>

#include "text/model/text_buffer.h"

namespace gimbal::console {

struct TextEdit {
    TextPosition begin, end;       // of what goes
    std::string text;              // of what comes
    std::int64_t lines_added = 0;  // below zero: taken away
};

TextEdit difference(const TextBuffer& from, std::string_view to);

}  // namespace gimbal::console
