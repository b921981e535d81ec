// A cursor on the scrollback: turns a terminal's steps into lines, so that progress bars rewrite their line.
#pragma once
#include "text/model/scrollback.h"
#include "text/terminal/ansi_parser.h"

namespace gimbal::console {

// Appending at the end is the fast path; a line is taken apart into cells only when something is written into it.
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
        LineId line;  // end_line() of the scrollback: below the last
        std::size_t cell;
        bool operator==(const Cursor&) const = default;
    };
    Cursor cursor() const;  // where the next text goes
    LineId cursor_line() const;
    std::string take_open_line();  // what an input() put there as its prompt
    void fresh_line();             // what follows starts a line, and nothing rewrites those above
    LineId first_changed() const { return first_changed_; }  // the earliest line touched since the last settle()
    void settle();

private:
    void leave_end();  // makes line_ and column_ true
    void overwrite(std::string_view text, Ink colour, Ink ground);
    std::size_t overwrite_plain(std::string_view text, Ink colour, Ink ground);
    std::size_t overwrite_cells(std::string_view text, Ink colour, Ink ground);
    void touch(LineId line) { first_changed_ = line < first_changed_ ? line : first_changed_; }

    Scrollback& scrollback_;
    bool at_end_ = true;  // of the last line, or before one that does not exist yet
    LineId line_ = 0, barrier_ = 0;
    std::size_t column_ = 0;
    LineId first_changed_ = ~LineId{0};
};

}  // namespace gimbal::console
