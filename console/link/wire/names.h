// What the name of a command, an event, a stream, an array or an end may be: one line of text.
#pragma once
#include <string>
#include <string_view>

#include "gimbal/console/link/error.h"

namespace gimbal::console::link::detail {

constexpr std::size_t longest_name = 256;  // bytes

// Why the text is no name, as the end of a sentence, "is empty" for example. Empty: it is a name.
std::string name_problem(std::string_view text);
// Throws LinkError with this code. `what` begins the sentence.
void check_name(std::string_view text, const std::string& what, Code code);
// The names in a message that this end sends. Throws LinkError: bad_argument, bad_array.
void check_names(const Object& header, const Arrays& arrays);

}  // namespace gimbal::console::link::detail
