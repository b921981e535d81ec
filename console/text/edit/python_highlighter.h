// Colours Python source line by line. A string that a line leaves open carries over to the next line.
#pragma once
#include <string_view>
#include <vector>

#include "text/model/text_buffer.h"

namespace gimbal::console {

// The string that is open at the start of a line: `quote` is 0 for none. A string with single quotes is open only after
// a backslash at the end of the line.
struct PythonLineState {
    char quote = 0;
    bool triple = false;
    bool in_string() const { return quote != 0; }
    bool operator==(const PythonLineState&) const = default;
};

// Appends runs, whose bytes count from `offset`, and returns the state at the end of the line.
PythonLineState highlight_python(std::string_view line, PythonLineState state, std::vector<StyleRun>& out,
                                 std::uint32_t offset = 0);

bool is_name_byte(char c);  // may be part of a name; every byte beyond ASCII may
bool is_python_keyword(std::string_view word);

// Caches the state at the start of each line of a buffer, down to the last line requested.
// Thread: UI.   GIL: not needed.
class PythonColours {
public:
    void changed_from(LineId line);
    PythonLineState begin(const TextBuffer& buffer, LineId line);  // the state at the start of the line
    void runs(const TextBuffer& buffer, LineId line, std::vector<StyleRun>& out, std::uint32_t offset = 0);

private:
    std::vector<PythonLineState> begins_{PythonLineState{}};
    std::vector<StyleRun> scratch_;
};

}  // namespace gimbal::console
