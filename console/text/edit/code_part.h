// Finds the part of a script to run: a cell, the selection, or the statement under the caret.
#pragma once
#include <string>

#include "gimbal/console/code_part.h"
#include "text/edit/code_cells.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
CodePart cell_part(const TextBuffer& buffer, LineSpan cell);
// Shifts an indented block to the margin. A selection within one line is run as it is.
CodePart selected_part(const TextBuffer& buffer, TextPosition begin, TextPosition end);
// The statement that begins in the line, with its block and its `else`. Empty for a blank line and a comment.
CodePart statement_part(const TextBuffer& buffer, LineId line);

// The whole text with the part replaced by its shifted source, so that a traceback marks the right columns.
std::string text_around(const TextBuffer& buffer, const CodePart& part);

}  // namespace gimbal::console
