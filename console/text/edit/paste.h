// Cleans up pasted text for Python: line ends, tabs, invisible characters, and the prompts of a copied session.
#pragma once
#include <string>
#include <string_view>

namespace gimbal::console {

// CRLF and CR become LF, tabs in the indentation four spaces, no-break spaces plain spaces. Other control characters
// are removed. In a copied session, whose first line has a prompt of Python or IPython, prompts and output lines are
// removed.
std::string mend_pasted(std::string_view text);

// Removes the white space that all lines begin with, so that lines from inside a function run at the prompt.
std::string without_common_indent(std::string_view text);

}  // namespace gimbal::console
