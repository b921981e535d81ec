// Few lines are open at the same time, so a linear search is the fastest.
#include "engine/output/open_lines.h"

#include <algorithm>

namespace gimbal::console {

std::size_t length_of_whole_lines(std::string_view text) {
    const std::size_t newline = text.rfind('\n');
    if (newline == text.size() - 1) return text.size();
    const std::size_t carriage_return = text.rfind('\r');
    const std::size_t last = newline == text.npos           ? carriage_return
                             : carriage_return == text.npos ? newline
                                                            : std::max(newline, carriage_return);
    return last == text.npos ? 0 : last + 1;
}

OpenLines::Line* OpenLines::find(const Origin& path) {
    for (Line& line : lines_)
        if (!line.text.empty() && line.origin.same_path(path)) return &line;
    return nullptr;
}

OpenLines::Line& OpenLines::begin(const Origin& origin) {
    auto place = std::ranges::find_if(lines_, [](const Line& line) { return line.text.empty(); });
    if (place == lines_.end()) place = lines_.emplace(lines_.end());
    place->origin = origin;
    place->since = tick;
    return *place;
}

bool OpenLines::empty() const {
    return std::ranges::all_of(lines_, [](const Line& line) { return line.text.empty(); });
}

}  // namespace gimbal::console
