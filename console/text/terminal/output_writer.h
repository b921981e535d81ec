// A cursor in the scrollback. Turns the steps of a terminal into lines, so that a progress bar rewrites its line.
#pragma once
#include <algorithm>
#include <utility>

#include "text/model/scrollback.h"
#include "text/terminal/ansi_parser.h"

namespace gimbal::console {

// Appending at the end is the fast path. A line is split into cells only when text is written into it.
// Thread: UI.   GIL: not needed.
class OutputWriter final : public AnsiSink {
public:
    explicit OutputWriter(Scrollback& scrollback) : scrollback_(scrollback) {}

    void text(std::string_view text, Ink colour, Ink ground) override;
    void newline() override;
    void carriage_return() override;
    void move(int rows, int cells) override;
    void to_column(int cell) override;
    void erase_line(Erase part) override;
    void to_row(int row) override;
    void erase_below() override;
    void erase_screen() override;

    struct Cursor {
        LineId line;  // end_line() of the scrollback if below the last line
        std::size_t cell;
        bool operator==(const Cursor&) const = default;
    };
    Cursor cursor() const;  // where the next text is written
    LineId cursor_line() const;
    std::string take_open_line();  // the prompt that input() wrote
    void fresh_line();             // begins a new line; later output cannot rewrite the lines above
    // The first line changed since the last call; no_line: none.
    LineId take_first_changed() { return std::exchange(first_changed_, no_line); }

private:
    LineId open_line() const {  // or, if none is open, the next one
        return scrollback_.end_line() - (scrollback_.is_open() ? 1 : 0);
    }
    void leave_end();  // makes line_ and column_ valid
    void overwrite(std::string_view text, Ink colour, Ink ground);
    std::size_t overwrite_plain(std::string_view text, Ink colour, Ink ground);
    std::size_t overwrite_cells(std::string_view text, Ink colour, Ink ground);
    void touch(LineId line) { first_changed_ = std::min(first_changed_, line); }

    Scrollback& scrollback_;
    // At the end of the last line, or where a new line will begin. Then line_ and column_ are unused.
    bool at_end_ = true;
    LineId line_ = 0, barrier_ = 0;
    std::size_t column_ = 0;
    LineId first_changed_ = no_line;
};

}  // namespace gimbal::console
