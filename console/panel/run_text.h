// Parts of the scrollback as text to copy: a run's input without prompts, its output, the input in a selection.
#pragma once
#include <string>

#include "panel/console_screen.h"

namespace gimbal::console {

std::string input_of(const ConsoleScreen& screen, const RunRange& range);
std::string output_of(const ConsoleScreen& screen, const RunRange& range);
// The input in the selection, line by line; the selected text itself if there is no input in it. `typed`: the buffer
// of the prompt, or nullptr while a script asks for input there.
std::string selection_without_prompts(const ConsoleScreen& screen, const TextBuffer* typed);

}  // namespace gimbal::console
