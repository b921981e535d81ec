// The cells of a script. Each begins with a line `# %%`, as in Spyder, VS Code and PyCharm.
#pragma once
#include <string_view>
#include <vector>

#include "text/model/text_buffer.h"

namespace gimbal::console {

bool begins_cell(std::string_view line);

// Lines above the first mark are a cell too. A script without marks is one cell.
// Thread: UI.   GIL: not needed.
class CodeCells {
public:
    void changed_from(const TextBuffer& buffer, LineId line);
    bool any() const { return !begins_.empty(); }
    LineSpan around(const TextBuffer& buffer, LineId line) const;

private:
    std::vector<LineId> begins_;  // the lines `# %%`, in order
};

}  // namespace gimbal::console
