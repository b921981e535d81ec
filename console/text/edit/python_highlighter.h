// Colours Python source line by line. A string that a line leaves open carries over to the next line.
#pragma once
#include <string_view>
#include <vector>

#include "text/edit/python_string.h"
#include "text/model/text_buffer.h"

namespace gimbal::console {

// Appends runs, whose bytes count from `offset`. Takes the string that is open at the start of the line, and returns
// the one at its end.
PythonString highlight_python(std::string_view line, PythonString open, std::vector<StyleRun>& out,
                              std::uint32_t offset = 0);

bool is_python_keyword(std::string_view word);

// Caches the string that is open at the start of each line of a buffer, down to the last line requested.
// Thread: UI.   GIL: not needed.
class PythonColours {
public:
    void changed_from(LineId line);
    const PythonString& begin(const TextBuffer& buffer, LineId line);  // what is open at the start of the line
    void runs(const TextBuffer& buffer, LineId line, std::vector<StyleRun>& out, std::uint32_t offset = 0);

private:
    std::vector<PythonString> begins_{PythonString{}};
    std::vector<StyleRun> scratch_;
};

}  // namespace gimbal::console
