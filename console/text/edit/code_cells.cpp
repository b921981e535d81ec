// Keeps the first line of each cell and scans again from an edit to the end.
#include "text/edit/code_cells.h"

#include <algorithm>

namespace gimbal::console {

bool begins_cell(std::string_view line) {
    if (!line.starts_with('#')) return false;
    line.remove_prefix(1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return line.starts_with("%%");
}

void CodeCells::changed_from(const TextBuffer& buffer, LineId line) {
    begins_.erase(std::ranges::lower_bound(begins_, line), begins_.end());
    for (; line < buffer.line_count(); ++line)
        if (begins_cell(buffer.line(line))) begins_.push_back(line);
}

LineSpan CodeCells::around(const TextBuffer& buffer, LineId line) const {
    const auto next = std::ranges::upper_bound(begins_, line);
    const LineId first = next == begins_.begin() ? 0 : *(next - 1);
    return {first, (next == begins_.end() ? buffer.line_count() : *next) - 1};
}

}  // namespace gimbal::console
