// Cleans up pasted text for Python: line ends, tabs, invisible characters, and the prompts of a copied session.
#pragma once
#include <string>
#include <string_view>

#include "text/edit/python_string.h"

namespace gimbal::console {

// For text that is not Python: CRLF and CR become LF, and bytes that are not UTF-8 become U+FFFD. Nothing else changes.
std::string mend_text(std::string_view text);

// Also removes prompts and output lines of a copied session, whose first line has a prompt of Python or IPython. In
// code, tabs in the indentation become four spaces, no-break and other spaces plain spaces, Unicode's line separators
// line ends, and invisible characters are removed. String literals and comments keep every character. `before` is the
// line in front of the place of the paste, and `open` the literal that is open at the start of this line.
std::string mend_pasted(std::string_view text, std::string_view before = {}, const PythonString& open = {});

// Removes the indentation that all logical lines share, so that lines from inside a function run at the prompt. Lines
// within a string literal keep theirs.
std::string without_common_indent(std::string_view text);

}  // namespace gimbal::console
