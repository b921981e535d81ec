// Python source as a row of pieces: code, comments and string literals.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "text/edit/python_string.h"

namespace gimbal::console {

struct SourcePiece {
    enum class Kind { code, comment, literal } kind;
    std::size_t begin, end;
};

// The pieces follow each other without a gap. `open` is the literal that is open at the start. A newline belongs to the
// literal that it is in, else to the code; the prefix of a literal is code.
std::vector<SourcePiece> source_pieces(std::string_view source, PythonString open = {});

// A line as the tokenizer sees its beginning.
struct SourceLine {
    std::size_t begin;
    bool in_literal;       // begins within a literal
    bool has_indentation;  // begins a logical line with code, so its indentation has a meaning
};
std::vector<SourceLine> source_lines(std::string_view source);

}  // namespace gimbal::console
