// Lines wrapped into rows of cells: how many rows there are, and which position stands where.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "text/model/text_source.h"

namespace gimbal::console {

// A row by the line it belongs to, so that it stays the same row when lines above are dropped or re-wrapped.
struct RowAddress {
    LineId line = 0;
    std::uint32_t index = 0;  // row within the line
    auto operator<=>(const RowAddress&) const = default;
};

struct RowSpan {
    std::uint32_t begin = 0, end = 0;
    bool last = true;
};  // bytes of the line; `last` of its rows

// Row counts are kept per block of lines and counted again lazily after a change of width, so a resize costs nothing up
// front; what is not counted yet is estimated, which only the scrollbar sees. Thread: UI.   GIL: not needed.
class TextLayout {
public:
    explicit TextLayout(const TextSource& source) : source_(source) {}

    void set_columns(std::uint32_t columns);  // cells a row; no_wrap: rows never end
    std::uint32_t columns() const { return columns_; }
    void changed_from(LineId line);       // this line or later ones changed, came or went
    bool count(std::size_t line_budget);  // counts stale blocks from the back; true: none left

    std::uint64_t total_rows();
    std::uint64_t row_number(RowAddress row);  // from the first line
    RowAddress row_at(std::uint64_t number);

    std::uint32_t rows_in(LineId line) const;
    RowSpan span(RowAddress row) const;
    RowAddress row_of(TextPosition position) const;
    std::uint32_t cell_of(TextPosition position) const;         // within its row
    TextPosition at(RowAddress row, std::uint32_t cell) const;  // the nearest cluster's edge
    RowAddress step(RowAddress from, std::int64_t rows) const;  // clamped to the text; walks, so for a screen or two
    RowAddress first_row() const { return {source_.first_line(), 0}; }
    RowAddress last_row() const;
    RowAddress shown(RowAddress row) const;  // itself, or the nearest above it that is not hidden

    static constexpr std::uint32_t no_wrap = 1u << 30;

private:
    static constexpr std::size_t lines_a_block = 256;
    struct Block {
        std::uint32_t rows = 0;
        bool counted = false;
    };
    void sync();
    std::uint32_t rows_of_text(LineId line, std::string_view text) const;
    LineId shown_before(LineId line) const;  // the nearest line above it, or itself, that has rows
    void count_block(std::size_t index);
    const std::vector<std::uint32_t>* row_starts(LineId line, std::string_view text) const;
    LineId block_begin(std::size_t index) const;
    LineId block_end(std::size_t index) const;

    const TextSource& source_;
    std::uint32_t columns_ = 80;
    std::deque<Block> blocks_;  // blocks_[0] holds the source's first line
    LineId base_ = 0;           // the first id of blocks_[0], a multiple of lines_a_block
    LineId known_first_ = 0, known_end_ = 0;
    // Where the rows of the line asked for last begin: without it a long line would be walked once a row.
    mutable struct {
        LineId line = ~LineId{0};
        std::uint32_t columns = 0;
        std::vector<std::uint32_t> starts;
    } walked_;
};

}  // namespace gimbal::console
