// Where a line of Python belongs: the indent of a new one, and of one that has just become an `else:`.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "text/edit/brackets.h"

namespace gimbal::console {

inline constexpr std::uint32_t indent_width = 4;

std::uint32_t leading_spaces(std::string_view line);

// Thread: UI.   GIL: not needed.
class PythonIndent {
public:
    PythonIndent(const TextBuffer& buffer, PythonColours& colours)
        : buffer_(buffer),
          colours_(colours),
          brackets_(buffer, colours) {}

    std::uint32_t of_new_line(TextPosition at);  // when the line is broken there
    // After a character was typed that ends at `caret`: the indent its line belongs to now, when it is less than it
    // has. A colon ends `else:` and its like, a bracket closes one that ended its line.
    std::optional<std::uint32_t> of_typed_line(TextPosition caret);

private:
    bool opens_block(TextPosition end);
    bool is_code_blank(std::string_view text) const;
    std::optional<std::uint32_t> of_block_word(LineId line, std::string_view word);

    const TextBuffer& buffer_;
    PythonColours& colours_;
    Brackets brackets_;
    std::vector<StyleRun> runs_;
};

}  // namespace gimbal::console
