// Colours of Python source, line by line; what a line leaves open (a triple-quoted string) is carried to the next.
#pragma once
#include <string_view>
#include <vector>

#include "text/model/text_buffer.h"

namespace gimbal::console {

// The string a line begins inside of: 0 none, else the quote character; `raw` strings have no escapes.
struct PythonLineState {
    char triple_quote = 0;
    bool raw = false;
    bool operator==(const PythonLineState&) const = default;
};

// Appends runs with bytes counted from `offset`; returns the state at the line's end.
PythonLineState highlight_python(std::string_view line, PythonLineState state, std::vector<StyleRun>& out,
                                 std::uint32_t offset = 0);

bool is_python_keyword(std::string_view word);

// The states at the begin of each line of a buffer, found as far down as they were asked for.
// Thread: UI.   GIL: not needed.
class PythonColours {
public:
    void changed_from(LineId line);
    PythonLineState begin(const TextBuffer& buffer, LineId line);  // what the line begins inside of
    void runs(const TextBuffer& buffer, LineId line, std::vector<StyleRun>& out, std::uint32_t offset = 0);

private:
    std::vector<PythonLineState> begins_{PythonLineState{}};
    std::vector<StyleRun> scratch_;
};

}  // namespace gimbal::console
