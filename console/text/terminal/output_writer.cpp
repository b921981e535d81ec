// Rewrites a line by splitting it into coloured cells, changing them and writing the line back.
#include "text/terminal/output_writer.h"

#include <algorithm>

#include "gimbal/console/cells.h"

namespace gimbal::console {
namespace {

constexpr std::size_t widest_move = 4096;          // "cursor right 9999" must not make a long line of spaces
constexpr std::size_t widest_rewritten = 1 << 16;  // the most cells of text written into a line above the last

struct Cell {
    std::string_view text;
    std::size_t width = 1;
    Ink colour = ink::text, ground = ink::none;
};

// The clusters of the line, which begins at cell `column`. They point into `line`.
std::vector<Cell> cells_of(std::string_view line, const std::vector<StyleRun>& runs, std::size_t column = 0) {
    std::vector<Cell> cells;
    std::size_t run = 0;
    for (std::size_t at = 0; at < line.size();) {
        while (run + 1 < runs.size() && runs[run + 1].begin <= at) ++run;
        Cluster cluster = cluster_at(line, at, column);
        Cell cell{line.substr(at, cluster.bytes), cluster.cells};
        if (!runs.empty()) {
            cell.colour = runs[run].colour;
            cell.ground = runs[run].ground;
        }
        cells.push_back(cell);
        at += cluster.bytes;
        column += cluster.cells;
    }
    return cells;
}

std::size_t width_of(const std::vector<Cell>& cells) {
    std::size_t width = 0;
    for (const Cell& cell : cells) width += cell.width;
    return width;
}

// Cuts or pads to `column` cells. A wide character that is cut in half becomes a space.
void set_width(std::vector<Cell>& cells, std::size_t column) {
    std::size_t width = 0, count = 0;
    while (count < cells.size() && width + cells[count].width <= column) width += cells[count++].width;
    cells.resize(count);
    cells.insert(cells.end(), column - width, Cell{" "});
}

void make_blank(std::vector<Cell>& cells) {  // the first of them
    const std::size_t width = cells.front().width;
    cells.front() = Cell{" "};
    cells.insert(cells.begin(), width - 1, Cell{" "});
}

// The cells from `column` on.
std::vector<Cell> tail_from(const std::vector<Cell>& cells, std::size_t column) {
    std::size_t width = 0, first = 0;
    while (first < cells.size() && width < column) width += cells[first++].width;
    std::vector<Cell> tail(cells.begin() + static_cast<std::ptrdiff_t>(first), cells.end());
    if (width > column) tail.insert(tail.begin(), width - column, Cell{" "});
    // A mark that stood alone (after a tab) must not join the text that is now before it.
    else if (column > 0 && !tail.empty() && joins_previous(decode_utf8(tail.front().text, 0).value)) make_blank(tail);
    return tail;
}

// True if the two would be read as one cluster: half a flag and half a flag, for one.
bool join(const Cell& left, const Cell& right) {
    if (static_cast<unsigned char>(right.text.front()) < 0x80) return false;
    const std::string both = std::string(left.text).append(right.text);
    return cluster_at(both, 0, 0).bytes > left.text.size();
}

void add_run(std::vector<StyleRun>& runs, StyleRun run) {
    if (runs.empty() || runs.back().colour != run.colour || runs.back().ground != run.ground) runs.push_back(run);
}

void put_back(Scrollback& scrollback, LineId line, const std::vector<Cell>& cells) {
    std::string text;
    std::vector<StyleRun> runs;
    for (const Cell& cell : cells) {
        add_run(runs, {static_cast<std::uint32_t>(text.size()), cell.colour, cell.ground});
        text += cell.text;
    }
    scrollback.replace_line(line, text, runs);
}

// The runs of a line with the bytes from `begin` to `end` recoloured.
std::vector<StyleRun> recoloured(const std::vector<StyleRun>& runs, std::size_t begin, std::size_t end,
                                 std::size_t size, Ink colour, Ink ground) {
    std::vector<StyleRun> result;
    std::size_t i = 0;
    for (; i < runs.size() && runs[i].begin < begin; ++i) add_run(result, runs[i]);
    add_run(result, {static_cast<std::uint32_t>(begin), colour, ground});
    for (; i < runs.size() && runs[i].begin <= end; ++i) {}
    if (end >= size) return result;
    StyleRun after = i > 0 ? runs[i - 1] : StyleRun{};
    after.begin = static_cast<std::uint32_t>(end);
    add_run(result, after);
    for (; i < runs.size(); ++i) add_run(result, runs[i]);
    return result;
}

// The bytes of the first `cells` cells of a text that begins at `column`.
std::size_t bytes_within(std::string_view text, std::size_t column, std::size_t cells) {
    std::size_t at = 0, width = 0;
    while (at < text.size() && width < cells) {
        Cluster cluster = cluster_at(text, at, column + width);
        at += cluster.bytes;
        width += cluster.cells;
    }
    return at;
}

}  // namespace

void OutputWriter::text(std::string_view text, Ink colour, Ink ground) {
    if (!at_end_) return overwrite(text, colour, ground);
    touch(open_line());
    scrollback_.append(text, colour, ground);
}

void OutputWriter::newline() {
    if (at_end_ || line_ + 1 >= scrollback_.end_line()) {
        touch(open_line());
        if (at_end_ || scrollback_.is_open()) scrollback_.newline();
        at_end_ = true;
        return;
    }
    ++line_;
    column_ = 0;
}

void OutputWriter::leave_end() {
    if (!at_end_) return;
    line_ = open_line();
    column_ = cell_count(scrollback_.line(line_));
    at_end_ = false;
}

OutputWriter::Cursor OutputWriter::cursor() const {
    const LineId line = cursor_line();
    return {line, at_end_ ? cell_count(scrollback_.line(line)) : column_};
}

LineId OutputWriter::cursor_line() const { return at_end_ ? open_line() : std::max(line_, scrollback_.first_line()); }

void OutputWriter::carriage_return() {
    if (at_end_ && !scrollback_.is_open()) return;
    if (at_end_) {
        line_ = scrollback_.end_line() - 1;
        at_end_ = false;
    }
    column_ = 0;
}

void OutputWriter::move(int rows, int cells) {
    leave_end();
    std::int64_t lowest = static_cast<std::int64_t>(std::max(scrollback_.first_line(), barrier_));
    std::int64_t highest = std::max(lowest, static_cast<std::int64_t>(open_line()));
    line_ = static_cast<LineId>(std::clamp(static_cast<std::int64_t>(line_) + rows, lowest, highest));
    to_column(static_cast<int>(std::min<std::size_t>(column_, widest_move)) + cells);
}

void OutputWriter::to_column(int cell) {
    leave_end();
    column_ = static_cast<std::size_t>(std::clamp(cell, 0, static_cast<int>(widest_move)));
    at_end_ = line_ >= scrollback_.end_line() && column_ == 0;
}

void OutputWriter::overwrite(std::string_view text, Ink colour, Ink ground) {
    if (line_ < scrollback_.first_line()) line_ = scrollback_.first_line();
    if (line_ >= scrollback_.end_line()) {  // below the last line: begin a new line
        scrollback_.append(std::string(column_, ' '), ink::text);
        scrollback_.append(text, colour, ground);
        line_ = scrollback_.end_line() - 1;
        touch(line_);
        at_end_ = true;
        return;
    }
    touch(line_);
    std::string_view line = scrollback_.line(line_);
    const bool plain = is_plain(line) && is_plain(text) && column_ <= line.size();
    const std::size_t written = plain ? overwrite_plain(text, colour, ground) : overwrite_cells(text, colour, ground);
    if (at_end_ && written < text.size()) this->text(text.substr(written), colour, ground);
}

// overwrite_plain() and overwrite_cells() write the text that fits into the line and return the bytes written. At the
// end of the last line the caller appends the rest, which is cheap. A line above it takes at most `widest_rewritten`
// cells.
std::size_t OutputWriter::overwrite_plain(std::string_view text, Ink colour, Ink ground) {
    std::string line(scrollback_.line(line_));
    const bool last = line_ + 1 == scrollback_.end_line() && scrollback_.is_open();
    const std::size_t room = (last ? line.size() : std::max(line.size(), widest_rewritten)) -
                             std::min(column_, line.size());
    const std::size_t written = std::min(text.size(), room), after = column_ + written;
    if (written > 0) {
        std::vector<StyleRun> runs;
        scrollback_.runs(line_, runs);
        line.replace(column_, written, text.substr(0, written));
        scrollback_.replace_line(line_, line, recoloured(runs, column_, after, line.size(), colour, ground));
    }
    column_ = after;
    at_end_ = last && after >= line.size();
    return written;
}

std::size_t OutputWriter::overwrite_cells(std::string_view text, Ink colour, Ink ground) {
    const std::string line(scrollback_.line(line_));
    const bool last = line_ + 1 == scrollback_.end_line() && scrollback_.is_open();
    std::vector<StyleRun> runs;
    scrollback_.runs(line_, runs);
    std::vector<Cell> cells = cells_of(line, runs);
    const std::size_t width = width_of(cells);
    std::vector<Cell> begin = cells;
    set_width(begin, column_);
    // A combining mark joins the cluster before the cursor, as it does when both come in one piece. It may widen it.
    std::string joined;
    std::size_t joining = 0;
    if (!begin.empty()) {
        Cell& before = begin.back();
        joined.append(before.text).append(text);
        const Cluster grown = cluster_at(joined, 0, column_ - before.width);
        joining = grown.bytes - before.text.size();
        if (joining > 0) {
            column_ += grown.cells - before.width;
            before.width = grown.cells;
            before.text = std::string_view(joined).substr(0, grown.bytes);
        }
    }
    const std::size_t edge = std::max(last ? 0 : widest_rewritten, width);
    const std::string_view rest = text.substr(joining);
    const std::size_t written = bytes_within(rest, column_, edge - std::min(edge, column_));
    const std::vector<Cell> fresh = cells_of(rest.substr(0, written), {{0, colour, ground}}, column_);
    const std::size_t after = column_ + width_of(fresh);
    std::vector<Cell> tail = tail_from(cells, after);
    begin.insert(begin.end(), fresh.begin(), fresh.end());
    if (!begin.empty() && !tail.empty() && join(begin.back(), tail.front())) make_blank(tail);
    begin.insert(begin.end(), tail.begin(), tail.end());
    put_back(scrollback_, line_, begin);
    column_ = after;
    at_end_ = last && tail.empty();
    return joining + written;
}

void OutputWriter::erase_line(Erase part) {
    leave_end();
    if (line_ < scrollback_.first_line() || line_ >= scrollback_.end_line()) {
        at_end_ = column_ == 0;
        return;
    }
    touch(line_);
    std::vector<StyleRun> runs;
    scrollback_.runs(line_, runs);
    const std::string line(scrollback_.line(line_));
    std::vector<Cell> cells = cells_of(line, runs);
    if (part == Erase::to_end) {
        if (column_ < width_of(cells)) set_width(cells, column_);
    } else if (part == Erase::to_begin) {
        std::vector<Cell> tail = tail_from(cells, column_ + 1);
        cells.assign(tail.empty() ? 0 : column_ + 1, Cell{" "});
        cells.insert(cells.end(), tail.begin(), tail.end());
    } else {
        cells.clear();
    }
    put_back(scrollback_, line_, cells);
}

// Row 0 is the first line since the last fresh_line(); the cursor cannot go above it.
void OutputWriter::to_row(int row) {
    leave_end();
    LineId top = std::max(scrollback_.first_line(), barrier_);
    LineId lowest = std::max(top, open_line());
    line_ = std::min(top + static_cast<LineId>(row), lowest);
    to_column(0);
}

void OutputWriter::erase_below() {
    erase_line(Erase::to_end);
    if (line_ >= scrollback_.end_line()) return;
    touch(line_ + 1);
    scrollback_.truncate(line_ + 1);
    scrollback_.reopen();  // a closed line takes at most `widest_rewritten` cells
    at_end_ = false;
}

void OutputWriter::erase_screen() {
    LineId top = std::max(scrollback_.first_line(), barrier_);
    touch(top);
    scrollback_.truncate(top);
    at_end_ = true;
}

void OutputWriter::fresh_line() {
    if (scrollback_.is_open()) {
        touch(scrollback_.end_line() - 1);
        scrollback_.newline();
    }
    at_end_ = true;
    barrier_ = scrollback_.end_line();
}

std::string OutputWriter::take_open_line() {
    std::string text = scrollback_.take_open_line();
    touch(scrollback_.end_line());
    at_end_ = true;
    return text;
}

}  // namespace gimbal::console
