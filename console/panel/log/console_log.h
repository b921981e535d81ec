// The console's scrollback: output with colours by stream, tracebacks, and the echo of each run.
#pragma once
#include <array>
#include <string>

#include "gimbal/console/events.h"
#include "panel/log/console_text.h"
#include "panel/log/run_ranges.h"
#include "text/terminal/ansi_parser.h"
#include "text/terminal/output_writer.h"

namespace gimbal::console {

// Recognises tracebacks in stderr line by line: frames are dim, the line with the error has the error colour.
class TracebackColour {
public:
    Ink ink_of(std::string_view line_begin);  // call it at the start of each line
    void reset() { inside_ = in_group_ = false; }

private:
    Ink ink_in_group(std::string_view line_begin);
    bool inside_ = false, in_group_ = false;
};

// Thread: UI.   GIL: not needed.
class ConsoleLog {
public:
    // `folds`: long results and the values of loops are folded; else they are text like any other.
    explicit ConsoleLog(std::size_t line_limit, bool folds = true) : may_fold_(folds), scrollback_(line_limit) {}

    std::size_t take(TextBlock& block);  // returns the number of bytes processed
    void write(Stream stream, std::string_view text);
    void long_result(std::string_view text);  // folded after its first lines
    void echo(std::string_view source,
              RunId run = 0);  // with prompts and syntax colours; 0: `name?`, which runs nothing
    void file_echo(std::string_view title, RunId run);  // "run NAME"
    void run_removed(RunId run) { runs_.close(run, scrollback_.end_line()); }
    void line(std::string_view text, Ink colour);                   // starts and ends a line
    void set_line(LineId line, std::string_view text, Ink colour);  // replaces the text
    LineId last_line() const { return scrollback_.end_line() - 1; }
    std::string take_open_line();
    void run_ended(RunId run);  // ends an unfinished colour or traceback
    void clear();

    const Scrollback& scrollback() const { return scrollback_; }
    const Folds& folds() const { return folds_; }
    const RunRanges& runs() const { return runs_; }
    LineId toggle(const Fold& fold) { return folds_.toggle(fold); }  // the first line whose rows changed
    LineId take_first_changed();

private:
    void begin_piece(const TextPiece& piece);
    void write_errors(std::string_view text);
    void more_values(std::string_view text);  // into a fold that grows until something else is written
    void end_values();
    bool values_fold_is_there() const;
    std::uint64_t kept_values() const;
    std::size_t skip_excess(std::vector<TextPiece>& pieces, std::uint64_t& dropped) const;

    const bool may_fold_;
    Scrollback scrollback_;
    Folds folds_;
    RunRanges runs_;
    OutputWriter writer_{scrollback_};
    std::array<AnsiParser, 4> parsers_{AnsiParser(ink::text), AnsiParser(ink::error_output), AnsiParser(ink::result),
                                       AnsiParser(ink::dim)};
    TracebackColour traceback_;
    bool at_line_begin_ = true;    // of stderr
    LineId values_row_ = no_line;  // of the fold that grows; no_line: none does
    std::uint64_t values_lines_ = 0;
    LineId first_reset_ = no_line;  // the first line that was replaced
    struct Origin {
        Source source;
        Stream stream;
        std::uint32_t thread;
        bool operator==(const Origin&) const = default;
    };
    Origin last_origin_{};  // of the previous text
};

}  // namespace gimbal::console
