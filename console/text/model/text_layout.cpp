// A line is walked once, by bytes if it is plain ASCII, else cluster by cluster.
#include "text/model/text_layout.h"

#include <algorithm>

#include "gimbal/console/cells.h"

namespace gimbal::console {

namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(' ') == std::string_view::npos; }

// The end of the row of plain text that begins at `begin`. The space after the last word hangs over the edge.
std::size_t end_of_plain_row(std::string_view text, std::size_t begin, std::size_t columns) {
    const std::size_t limit = begin + columns;
    if (limit >= text.size()) return text.size();
    if (text[limit] == ' ') return limit + 1;
    const std::string_view row = text.substr(begin, columns);  // not further back: a line may have a million letters
    const std::size_t space = row.rfind(' ');
    return space != std::string_view::npos && !is_blank(row.substr(0, space)) ? begin + space + 1 : limit;
}

// The end of the row of any text. Between wide characters, such as Chinese ones, a row may end anywhere.
std::size_t end_of_row(std::string_view text, std::size_t begin, std::size_t columns) {
    std::size_t word_end = 0;  // where the row can end between words; 0: nowhere yet
    bool blank = true;
    std::size_t column = 0;
    for (std::size_t at = begin; at < text.size();) {
        const Cluster cluster = cluster_at(text, at, column);
        const bool space = text[at] == ' ' && cluster.bytes == 1;  // marks on a space are visible
        if (column + cluster.cells > columns && column > 0)
            return space ? at + cluster.bytes : word_end > 0 ? word_end : at;
        column += cluster.cells;
        at += cluster.bytes;
        blank &= space;
        if ((space || cluster.cells == 2) && !blank) word_end = at;
    }
    return text.size();
}

}  // namespace

void TextLayout::set_columns(std::uint32_t columns) {
    columns = std::max<std::uint32_t>(columns, 2);  // room for one wide character
    if (columns == columns_) return;
    columns_ = columns;
    walked_.line = no_line;
    for (Block& block : blocks_) block.counted = false;
}

void TextLayout::sync() {
    blocks_.sync([](Block& block) { block.counted = false; });
}

void TextLayout::changed_from(LineId line) {
    walked_.line = no_line;
    sync();
    for (std::size_t i = blocks_.index_of(line); i < blocks_.size(); ++i) blocks_[i].counted = false;
}

void TextLayout::count_block(std::size_t index) {
    std::uint32_t rows = 0;
    for (LineId id = blocks_.first_line(index); id < blocks_.end_line(index); ++id) rows += rows_in(id);
    blocks_[index] = {rows, true};
}

bool TextLayout::count(std::size_t line_budget) {
    sync();
    std::size_t blocks = line_budget / LineBlocks<Block>::lines_a_block + 1;
    for (std::size_t i = blocks_.size(); i-- > 0;) {
        if (blocks_[i].counted) continue;
        if (blocks-- == 0) return false;
        count_block(i);
    }
    return true;
}

std::uint64_t TextLayout::total_rows() {
    sync();
    std::uint64_t rows = 0;
    for (const Block& block : blocks_) rows += block.rows;
    return rows;
}

std::uint64_t TextLayout::row_number(RowAddress row) {
    sync();
    std::size_t index = blocks_.index_of(row.line);
    std::uint64_t number = row.index;
    for (std::size_t i = 0; i < index && i < blocks_.size(); ++i) number += blocks_[i].rows;
    if (index >= blocks_.size()) return number;
    if (!blocks_[index].counted) count_block(index);
    for (LineId id = blocks_.first_line(index); id < row.line; ++id) number += rows_in(id);
    return number;
}

RowAddress TextLayout::row_at(std::uint64_t number) {
    sync();
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
        if (!blocks_[i].counted) count_block(i);
        if (number >= blocks_[i].rows) {
            number -= blocks_[i].rows;
            continue;
        }
        for (LineId id = blocks_.first_line(i); id < blocks_.end_line(i); ++id) {
            std::uint32_t rows = rows_in(id);
            if (number < rows) return {id, static_cast<std::uint32_t>(number)};
            number -= rows;
        }
    }
    return last_row();
}

const std::vector<std::uint32_t>& TextLayout::row_starts(LineId line, std::string_view text) const {
    if (walked_.line == line && walked_.columns == columns_) return walked_.starts;
    walked_.line = line;
    walked_.columns = columns_;
    walked_.starts.assign(1, 0);
    const bool plain = is_plain(text);
    for (std::size_t at = 0;;) {
        at = plain ? end_of_plain_row(text, at, columns_) : end_of_row(text, at, columns_);
        if (at >= text.size()) return walked_.starts;
        walked_.starts.push_back(static_cast<std::uint32_t>(at));
    }
}

std::uint32_t TextLayout::rows_in(LineId line) const {
    LineRows rows = source_.rows_of(line);
    if (rows.fixed > 0 || rows.limit == 0) return rows.fixed;
    return std::min(rows_of_text(line, source_.line(line)), rows.limit);
}

std::uint32_t TextLayout::rows_of_text(LineId line, std::string_view text) const {
    bool may_wrap = text.size() > columns_ || text.find('\t') != std::string_view::npos;
    if (!may_wrap || columns_ == no_wrap) return 1;  // every cell has at least one byte
    return static_cast<std::uint32_t>(row_starts(line, text).size());
}

RowSpan TextLayout::span(RowAddress row) const {
    std::string_view text = source_.line(row.line);
    auto size = static_cast<std::uint32_t>(text.size());
    LineRows shown = source_.rows_of(row.line);
    if (shown.fixed > 0 && row.index > 0) return {size, size, true};
    std::uint32_t rows = shown.fixed > 0 ? 1 : rows_of_text(row.line, text);
    if (rows == 1) return {0, size, true};
    std::uint32_t index = std::min({row.index, rows - 1, std::max(shown.limit, 1u) - 1});
    const auto& starts = row_starts(row.line, text);
    return {starts[index], index + 1 < rows ? starts[index + 1] : size, index + 1 == rows};
}

RowAddress TextLayout::row_of(TextPosition position) const {
    std::uint32_t rows = rows_in(position.line);
    if (rows == 0) return shown({position.line, 0});
    if (rows == 1 || source_.rows_of(position.line).fixed > 0) return {position.line, 0};
    return {position.line, std::min(row_if_whole(position), rows - 1)};
}

std::uint32_t TextLayout::row_if_whole(TextPosition position) const {
    const auto& starts = row_starts(position.line, source_.line(position.line));
    const auto after = std::ranges::upper_bound(starts, position.byte);
    return static_cast<std::uint32_t>(after - starts.begin()) - 1;
}

std::uint32_t TextLayout::cell_of(TextPosition position) const {
    RowSpan row = span(row_of(position));
    std::string_view text = source_.line(position.line).substr(row.begin, row.end - row.begin);
    std::size_t byte = std::min<std::size_t>(position.byte - std::min(position.byte, row.begin), text.size());
    return static_cast<std::uint32_t>(cell_count(text.substr(0, byte)));
}

TextPosition TextLayout::at(RowAddress row, std::uint32_t cell) const {
    RowSpan bytes = span(row);
    std::string_view text = source_.line(row.line).substr(bytes.begin, bytes.end - bytes.begin);
    std::uint32_t column = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        Cluster cluster = cluster_at(text, at, column);
        if (column + (cluster.cells + 1) / 2 > cell) break;
        // The end of a wrapped row is the start of the next row.
        if (!bytes.last && at + cluster.bytes == text.size()) break;
        column += cluster.cells;
        at += cluster.bytes;
    }
    return {row.line, bytes.begin + at};
}

RowAddress TextLayout::last_row() const {
    if (source_.end_line() == source_.first_line()) return first_row();
    LineId line = shown_before(source_.end_line() - 1);
    return {line, rows_in(line) - 1};
}

LineId TextLayout::shown_before(LineId line) const {
    for (LineRows rows; line > source_.first_line() && (rows = source_.rows_of(line)).limit == 0;)
        line = std::max(rows.hidden_begin, source_.first_line() + 1) - 1;
    return line;
}

RowAddress TextLayout::shown(RowAddress row) const {
    LineId line = shown_before(row.line);
    return line == row.line ? row : RowAddress{line, std::max(rows_in(line), 1u) - 1};
}

RowAddress TextLayout::step(RowAddress from, std::int64_t rows) const {
    if (from.line < source_.first_line()) from = first_row();
    if (from.line >= source_.end_line()) from = last_row();
    from = shown(from);
    while (rows < 0) {
        if (static_cast<std::int64_t>(from.index) >= -rows)
            return {from.line, static_cast<std::uint32_t>(from.index + rows)};
        if (from.line == source_.first_line()) return first_row();
        rows += from.index + 1;
        from.line = shown_before(from.line - 1);
        from.index = std::max(rows_in(from.line), 1u) - 1;
    }
    while (rows > 0) {
        std::uint32_t left = std::max(rows_in(from.line), from.index + 1) - 1 - from.index;
        if (static_cast<std::int64_t>(left) >= rows) return {from.line, static_cast<std::uint32_t>(from.index + rows)};
        LineId next = from.line + 1;
        for (LineRows hidden; next < source_.end_line() && (hidden = source_.rows_of(next)).limit == 0;)
            next = hidden.hidden_end;
        if (next >= source_.end_line()) return last_row();
        rows -= left + 1;
        from = {next, 0};
    }
    return from;
}

}  // namespace gimbal::console
