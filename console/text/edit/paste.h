// Text from elsewhere made fit for Python: line ends, tabs, invisible characters, and the prompts of a copied session.
#pragma once
#include <string>
#include <string_view>

namespace gimbal::console {

// CRLF and CR become LF, tabs of the indentation four spaces, no-break spaces plain ones, other control characters go.
// A copied session (its first line has a prompt of Python's or IPython's, maybe indented) loses its prompts, and the
// lines between that are output.
std::string mend_pasted(std::string_view text);

// Without the white space that all lines begin with: a piece from inside a function runs at the prompt.
std::string without_common_indent(std::string_view text);

}  // namespace gimbal::console
