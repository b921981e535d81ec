// Wraps lines into rows of cells, at words: the number of rows, and the row and cell of each position.
#pragma once
#include <cstdint>
#include <vector>

#include "text/model/line_blocks.h"

namespace gimbal::console {

// A row addressed by its line, so that it stays valid when lines above are dropped or wrapped again.
struct RowAddress {
    LineId line = 0;
    std::uint32_t index = 0;  // of the row within the line
    auto operator<=>(const RowAddress&) const = default;
};

struct RowSpan {
    std::uint32_t begin = 0, end = 0;  // bytes of the line
    bool last = true;                  // the line's last row
};

// Keeps a row count for each block of lines and recounts stale blocks over several frames, so a resize does not block.
// Until then the counts are estimates, which only the scrollbar shows. Thread: UI.   GIL: not needed.
class TextLayout {
public:
    explicit TextLayout(const TextSource& source) : source_(source), blocks_(source) {}

    void set_columns(std::uint32_t columns);  // cells per row; no_wrap: one row per line
    std::uint32_t columns() const { return columns_; }
    void changed_from(LineId line);       // this or later lines were changed, added or removed
    bool count(std::size_t line_budget);  // counts stale blocks, the last ones first; true: none left

    std::uint64_t total_rows();
    std::uint64_t row_number(RowAddress row);  // counted from the first line
    RowAddress row_at(std::uint64_t number);

    std::uint32_t rows_in(LineId line) const;
    RowSpan span(RowAddress row) const;
    RowAddress row_of(TextPosition position) const;
    std::uint32_t row_if_whole(TextPosition position) const;    // within its line, if no part of the line were hidden
    std::uint32_t cell_of(TextPosition position) const;         // within its row
    TextPosition at(RowAddress row, std::uint32_t cell) const;  // the nearest edge of a cluster
    RowAddress step(RowAddress from, std::int64_t rows) const;  // clamped to the text; walks the rows, so keep it short
    RowAddress first_row() const { return {source_.first_line(), 0}; }
    RowAddress last_row() const;
    RowAddress shown(RowAddress row) const;  // the row itself, or the nearest row above that is not hidden

    static constexpr std::uint32_t no_wrap = 1u << 30;

private:
    struct Block {
        std::uint32_t rows = 256;  // an estimate until they are counted
        bool counted = false;
    };
    void sync();
    std::uint32_t rows_of_text(LineId line, std::string_view text) const;
    LineId shown_before(LineId line) const;  // the line itself, or the nearest line above that has rows
    void count_block(std::size_t index);
    const std::vector<std::uint32_t>& row_starts(LineId line, std::string_view text) const;

    const TextSource& source_;
    std::uint32_t columns_ = 80;
    LineBlocks<Block> blocks_;
    // The row starts of the last line that was walked. Without this cache a long line would be walked once per row.
    mutable struct {
        LineId line = no_line;
        std::uint32_t columns = 0;
        std::vector<std::uint32_t> starts;
    } walked_;
};

}  // namespace gimbal::console
