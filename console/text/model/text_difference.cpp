// Replaces whole lines, so that a caret in another line keeps its column.
#include "text/model/text_difference.h"

#include <algorithm>

namespace gimbal::console {

TextEdit difference(const TextBuffer& from, std::string_view to) {
    const std::vector<std::string_view> lines = lines_of(to);
    const std::size_t old_count = from.line_count(), count = lines.size(), shorter = std::min(old_count, count);
    std::size_t same = 0, same_at_end = 0;
    while (same < shorter && from.line(same) == lines[same]) ++same;
    while (same_at_end < shorter - same && from.line(old_count - 1 - same_at_end) == lines[count - 1 - same_at_end])
        ++same_at_end;
    if (same == old_count && same == count) return {from.end(), from.end(), {}, 0};

    TextEdit edit{{same, 0},
                  {old_count - same_at_end, 0},
                  {},
                  static_cast<std::int64_t>(count) - static_cast<std::int64_t>(old_count)};
    for (std::size_t i = same; i < count - same_at_end; ++i) edit.text.append(lines[i]).append(1, '\n');
    if (same_at_end > 0) return edit;
    edit.end = from.end();  // no line follows, so the newline goes before the new text
    if (!edit.text.empty()) edit.text.pop_back();
    if (same == 0) return edit;
    edit.begin = from.line_end(same - 1);
    if (count > same) edit.text.insert(0, 1, '\n');
    return edit;
}

}  // namespace gimbal::console
