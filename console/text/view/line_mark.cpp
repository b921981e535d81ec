// Compares the text of the line to decide whether it is still the same line.
#include "text/view/line_mark.h"

#include "gimbal/console/cells.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {
namespace {

constexpr std::uint32_t gap_cells = 3, least_cells = 12;  // fewer cells are not worth showing
constexpr std::size_t most_cells = 160, most_bytes = 4000;

}  // namespace

void LineMark::put(const TextBuffer& buffer, LineId line, Ink ground, std::string words) {
    GIMBAL_ON(ui);
    line_ = line < buffer.line_count() ? line : no_line;
    ground_ = ground;
    whole_ = words.size() <= most_bytes ? words : words.substr(0, previous_cluster(words, most_bytes)) + "\xE2\x80\xA6";
    words_ = in_one_line(words.substr(0, words.find('\n')), most_cells);
    text_ = buffer.line(line);
    line_count_ = buffer.line_count();
}

void LineMark::edited(const TextBuffer& buffer, LineId first) {
    GIMBAL_ON(ui);
    if (line_ == no_line) return;
    // Its number if lines were added or removed above it.
    const LineId moved = line_ + buffer.line_count() - line_count_;
    line_count_ = buffer.line_count();
    if (first > line_) return;
    if (moved < line_count_ && moved >= first && buffer.line(moved) == text_) line_ = moved;
    else if (buffer.line(line_) != text_ || line_ >= line_count_) clear();
}

std::uint32_t LineMark::words_cell(const TextView& view) const {
    return view.layout().cell_of(view.source().line_end(line_)) + gap_cells;
}

// The words that fit into the last row of the line; "" if there is no room.
std::string LineMark::words_at(const TextView& view, RowAddress row) const {
    if (row.line != line_ || words_.empty() || !view.layout().span(row).last) return {};
    const std::uint32_t begin = words_cell(view), end = view.left_cell() + view.geometry().columns();
    return begin + least_cells <= end ? in_one_line(words_, end - begin) : std::string();
}

void LineMark::add_words(const TextView& view, std::vector<PanelRow>& rows) const {
    const std::vector<TextView::VisibleRow> visible = view.visible_rows();
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (const std::string words = words_at(view, visible[i].row); !words.empty())
            rows[i].text += std::string(gap_cells, ' ') + words;
}

}  // namespace gimbal::console
