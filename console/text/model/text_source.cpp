// Extracts text from a source, for copying.
#include "text/model/text_source.h"

#include <algorithm>

namespace gimbal::console {

std::string text_between(const TextSource& source, TextPosition begin, TextPosition end) {
    if (end < begin) std::swap(begin, end);
    if (begin.line < source.first_line()) begin = {source.first_line(), 0};
    std::string text;
    for (LineId id = begin.line; id <= end.line && id < source.end_line(); ++id) {
        if (begin.line != end.line && source.is_added_by_view(id)) continue;
        std::string_view line = source.line(id);
        std::size_t last = id == end.line ? std::min<std::size_t>(end.byte, line.size()) : line.size();
        std::size_t first = id == begin.line ? std::min<std::size_t>(begin.byte, last) : 0;
        text.append(line.substr(first, last - first));
        if (id != end.line) text += '\n';
    }
    return text;
}

}  // namespace gimbal::console
