// What the text at a prompt is, for the panel and for ConsoleModel.
#pragma once
#include <string>
#include <string_view>

namespace gimbal::console {

// Thread: any.   GIL: not needed.
std::string without_trailing_blanks(std::string text);
bool has_lines(std::string_view text);     // more than one
bool ends_in_name(std::string_view text);  // with two letters or more, so completion is asked for while one types

}  // namespace gimbal::console
