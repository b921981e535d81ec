// Brackets of Python code in a buffer: which belong together, and which one a place is inside of.
#pragma once
#include <optional>
#include <vector>

#include "text/edit/python_highlighter.h"

namespace gimbal::console {

struct BracketMatch {
    TextPosition bracket;
    std::optional<TextPosition> partner;  // nothing: there is none, or one of another kind is in the way
    bool operator==(const BracketMatch&) const = default;
};

// What a place belongs to: the bracket that is open there, and the line its statement begins on.
struct CodePlace {
    std::optional<TextPosition> open;
    LineId statement = 0;
};

// Those in strings and comments do not count. A look goes some thousand lines far and no further.
// Thread: UI.   GIL: not needed.
class Brackets {
public:
    Brackets(const TextBuffer& buffer, PythonColours& colours) : buffer_(buffer), colours_(colours) {}

    std::optional<BracketMatch> beside(
        TextPosition caret);  // a closing one just left of it, else one just right, else one left
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
    const std::vector<Bracket>& in(LineId line);
    char at(TextPosition position);  // 0: no bracket of the code
    Search forward(TextPosition from, char opening);
    Search backward(TextPosition from, char closing);
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
