// The indentation of a new line of Python, and of a line that has just become an `else:`.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "text/edit/brackets.h"

namespace gimbal::console {

inline constexpr std::size_t indent_width = 4;

std::size_t leading_spaces(std::string_view line);
std::string_view first_word(std::string_view line);  // the keyword or name that the code begins with: all of `class_`

// Thread: UI.   GIL: not needed.
class PythonIndent {
public:
    PythonIndent(const TextBuffer& buffer, PythonColours& colours)
        : buffer_(buffer),
          colours_(colours),
          brackets_(buffer, colours) {}

    std::size_t of_new_line(TextPosition at);  // when Enter splits the line at `at`
    // The new indent of the caret's line after a character was typed there, if it is less than before. A colon
    // completes `else:` and the like. A closing bracket matches one that ended its line.
    std::optional<std::size_t> of_typed_line(TextPosition caret);

private:
    bool opens_block(TextPosition end);
    std::optional<std::size_t> of_block_word(LineId line, std::string_view word);

    const TextBuffer& buffer_;
    PythonColours& colours_;
    Brackets brackets_;
    std::vector<StyleRun> runs_;
};

}  // namespace gimbal::console
