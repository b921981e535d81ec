// Matches the brackets of Python code in a buffer, and finds the bracket that encloses a position.
#pragma once
#include <optional>
#include <vector>

#include "text/edit/python_highlighter.h"

namespace gimbal::console {

struct BracketMatch {
    TextPosition bracket;
    std::optional<TextPosition> partner;  // none if the bracket is unmatched or its match is of another type
    bool operator==(const BracketMatch&) const = default;
};

// The innermost bracket open at a position, and the line on which the statement there begins.
struct CodePlace {
    std::optional<TextPosition> open;
    LineId statement = 0;
};

// Ignores brackets in strings and comments. Scans at most a few thousand lines.
// Thread: UI.   GIL: not needed.
class Brackets {
public:
    Brackets(const TextBuffer& buffer, PythonColours& colours) : buffer_(buffer), colours_(colours) {}

    // A closing bracket left of the caret, else any bracket right of it, else an opening one on the left.
    std::optional<BracketMatch> beside(TextPosition caret);
    CodePlace place_of(TextPosition at);

private:
    struct Bracket {
        std::uint32_t byte;
        char character;
    };
    struct Search {
        bool known = false;
        std::optional<TextPosition> partner;
    };
    std::vector<Bracket>& in(LineId line);                // valid until the next call
    char at(TextPosition position);                       // 0: no bracket, or not in code
    Search search_from(TextPosition from, char bracket);  // for the partner of the bracket there
    bool within_budget(LineId line);

    const TextBuffer& buffer_;
    PythonColours& colours_;
    std::size_t lines_left_ = 0, bytes_left_ = 0;
    std::vector<StyleRun> runs_;
    std::vector<Bracket> found_;
};

bool is_opening(char c);
bool is_closing(char c);

}  // namespace gimbal::console
