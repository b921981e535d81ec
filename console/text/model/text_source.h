// The text that a view shows: lines with their colours. A line keeps its 64-bit number as long as it exists.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/line_span.h"
#include "text/model/ink.h"

namespace gimbal::console {

struct TextPosition {
    LineId line = 0;
    std::uint32_t byte = 0;

    constexpr TextPosition() = default;
    constexpr TextPosition(LineId line_, std::size_t byte_) : line(line_), byte(static_cast<std::uint32_t>(byte_)) {}
    auto operator<=>(const TextPosition&) const = default;
};

// Extends from `begin`, a byte of the line, to the next run or the end of the line.
struct StyleRun {
    std::uint32_t begin = 0;
    Ink colour = ink::text;
    Ink ground = ink::none;
    bool operator==(const StyleRun&) const = default;
};

// The number of rows that a line takes; by default those of its text.
struct LineRows {
    std::uint32_t limit = ~0u;                // the most rows shown; 0: the line is hidden
    std::uint32_t fixed = 0;                  // if not 0, exactly this many for any text (a picture)
    LineId hidden_begin = 0, hidden_end = 0;  // the hidden lines around a hidden line; a shown line precedes them
};

// Thread: UI.   GIL: not needed.
class TextSource {
public:
    virtual ~TextSource() = default;
    virtual LineId first_line() const = 0;
    virtual LineId end_line() const = 0;                 // one past the last
    virtual std::string_view line(LineId id) const = 0;  // UTF-8, no newline; valid until the text changes
    TextPosition line_end(LineId id) const { return {id, line(id).size()}; }
    virtual void runs(LineId id, std::vector<StyleRun>& out) const = 0;  // replaces `out`; empty: plain text
    virtual LineRows rows_of(LineId) const { return {}; }
    virtual bool is_added_by_view(LineId) const { return false; }  // shown, but not copied
};

// The text from `begin` to `end`, its lines joined by newlines.
std::string text_between(const TextSource& source, TextPosition begin, TextPosition end);

}  // namespace gimbal::console
