// A part of a script as it is run by itself: a cell, what is selected, or the statement under the caret.
#pragma once
#include <string>

#include "gimbal/console/code_part.h"
#include "text/edit/code_cells.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
CodePart cell_part(const TextBuffer& buffer, LineSpan cell);
// An indented block is moved to the margin. A selection inside a line is run as it stands.
CodePart selected_part(const TextBuffer& buffer, TextPosition begin, TextPosition end);
// The statement that begins in a line, with its block and its `else`; empty for a blank line and a comment.
CodePart statement_part(const TextBuffer& buffer, LineId line);

// The whole text with the part as it is run, so that what a traceback shows of it has its marks in the right columns.
std::string text_around(const TextBuffer& buffer, const CodePart& part);

}  // namespace gimbal::console
