// Rewriting a line: its clusters as cells with colours, changed, and put back.
#include "console/panel/text/output_writer.h"

#include <algorithm>

#include "console/panel/text/cells.h"

namespace gimbal::console {
namespace {

constexpr std::size_t widest_move = 4096;                    // a stray "cursor right 9999" must not make a line of spaces

struct Cell { std::string text; std::size_t width = 1; Ink colour = ink::text, ground = ink::none; };

std::vector<Cell> cells_of(std::string_view line, const std::vector<StyleRun>& runs) {
    std::vector<Cell> cells;
    std::size_t run = 0, column = 0;
    for (std::size_t at = 0; at < line.size();) {
        while (run + 1 < runs.size() && runs[run + 1].begin <= at) ++run;
        Cluster cluster = cluster_at(line, at, column);
        Cell cell{std::string(line.substr(at, cluster.bytes)), cluster.cells};
        if (!runs.empty()) { cell.colour = runs[run].colour; cell.ground = runs[run].ground; }
        cells.push_back(std::move(cell));
        at += cluster.bytes;
        column += cluster.cells;
    }
    return cells;
}

// Cuts or pads to `column` cells; a wide character cut in half becomes a space.
void set_width(std::vector<Cell>& cells, std::size_t column) {
    std::size_t width = 0, count = 0;
    while (count < cells.size() && width + cells[count].width <= column) width += cells[count++].width;
    cells.resize(count);
    cells.insert(cells.end(), column - width, Cell{" "});
}

// What lies from `column` on.
std::vector<Cell> tail_from(const std::vector<Cell>& cells, std::size_t column) {
    std::size_t width = 0, first = 0;
    while (first < cells.size() && width < column) width += cells[first++].width;
    std::vector<Cell> tail(cells.begin() + static_cast<std::ptrdiff_t>(first), cells.end());
    if (width > column) tail.insert(tail.begin(), width - column, Cell{" "});
    return tail;
}

void put_back(Scrollback& scrollback, LineId line, const std::vector<Cell>& cells) {
    std::string text;
    std::vector<StyleRun> runs;
    for (const Cell& cell : cells) {
        if (runs.empty() || runs.back().colour != cell.colour || runs.back().ground != cell.ground)
            runs.push_back({static_cast<std::uint32_t>(text.size()), cell.colour, cell.ground});
        text += cell.text;
    }
    scrollback.replace_line(line, text, runs);
}

}  // namespace

void OutputWriter::text(std::string_view text, Ink colour, Ink ground) {
    if (!at_end_) return overwrite(text, colour, ground);
    touch(scrollback_.is_open() ? scrollback_.end_line() - 1 : scrollback_.end_line());
    scrollback_.append(text, colour, ground);
}

void OutputWriter::newline() {
    if (at_end_ || line_ + 1 >= scrollback_.end_line()) {
        touch(scrollback_.is_open() ? scrollback_.end_line() - 1 : scrollback_.end_line());
        if (at_end_ || scrollback_.is_open()) scrollback_.newline();
        at_end_ = true;
        return;
    }
    ++line_;
    column_ = 0;
}

void OutputWriter::leave_end() {
    if (!at_end_) return;
    bool open = scrollback_.is_open();
    line_ = scrollback_.end_line() - (open ? 1 : 0);
    column_ = open ? cell_count(scrollback_.line(line_)) : 0;
    at_end_ = false;
}

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
    std::int64_t highest = std::max(lowest, static_cast<std::int64_t>(scrollback_.end_line()) - (scrollback_.is_open() ? 1 : 0));
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
    if (line_ >= scrollback_.end_line()) {                   // below the last line: that is where a new one begins
        scrollback_.append(std::string(column_, ' ') + std::string(text), colour, ground);
        line_ = scrollback_.end_line() - 1;
        touch(line_);
        at_end_ = true;
        return;
    }
    touch(line_);
    std::vector<StyleRun> runs;
    scrollback_.runs(line_, runs);
    std::vector<Cell> cells = cells_of(scrollback_.line(line_), runs);
    std::size_t after = column_ + cell_count(text);
    std::vector<Cell> tail = tail_from(cells, after);
    set_width(cells, column_);
    std::vector<Cell> fresh = cells_of(text, {{0, colour, ground}});
    cells.insert(cells.end(), fresh.begin(), fresh.end());
    cells.insert(cells.end(), tail.begin(), tail.end());
    put_back(scrollback_, line_, cells);
    column_ = after;
    at_end_ = tail.empty() && line_ + 1 == scrollback_.end_line() && scrollback_.is_open();
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
    std::vector<Cell> cells = cells_of(scrollback_.line(line_), runs);
    if (part == Erase::to_end) {
        std::size_t width = 0;
        for (const Cell& cell : cells) width += cell.width;
        if (column_ < width) set_width(cells, column_);
    } else if (part == Erase::to_begin) {
        std::vector<Cell> tail = tail_from(cells, column_ + 1);
        cells.assign(tail.empty() ? 0 : column_ + 1, Cell{" "});
        cells.insert(cells.end(), tail.begin(), tail.end());
    } else {
        cells.clear();
    }
    put_back(scrollback_, line_, cells);
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

void OutputWriter::settle() {
    first_changed_ = ~LineId{0};
}

}  // namespace gimbal::console
