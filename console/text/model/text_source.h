// What a text view shows: lines by a 64-bit number that a line keeps for as long as it exists, each with its colours.
#pragma once
#include <compare>
#include <cstddef>
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
    auto operator<=>(const TextPosition&) const = default;
};

// From `begin` (a byte of the line) to the next run or the end of the line.
struct StyleRun {
    std::uint32_t begin = 0;
    Ink colour = ink::text;
    Ink ground = ink::none;
    bool operator==(const StyleRun&) const = default;
};

// How many rows a line takes: those of its text unless said otherwise.
struct LineRows {
    std::uint32_t limit = ~0u;                // no more than these are seen; 0: the line is hidden
    std::uint32_t fixed = 0;                  // above 0: as many, whatever the text (a picture)
    LineId hidden_begin = 0, hidden_end = 0;  // of a hidden line: all that is hidden with it, a shown line before it
};

// Thread: UI.   GIL: not needed.
class TextSource {
public:
    virtual ~TextSource() = default;
    virtual LineId first_line() const = 0;
    virtual LineId end_line() const = 0;                 // one past the last
    virtual std::string_view line(LineId id) const = 0;  // UTF-8, no newline; valid until the text changes
    virtual void runs(LineId id, std::vector<StyleRun>& out) const = 0;  // replaces `out`; may stay empty: plain text
    virtual LineRows rows_of(LineId) const { return {}; }
    virtual bool is_words_of_the_view(LineId) const { return false; }  // shown, but no part of the text that is copied
};

// The text from `begin` to `end`, lines joined by newlines.
std::string text_between(const TextSource& source, TextPosition begin, TextPosition end);

}  // namespace gimbal::console
