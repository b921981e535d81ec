// What the console has shown so far: output by stream and colour, tracebacks, the echo of what was run.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "gimbal/console/events.h"
#include "panel/log/run_ranges.h"
#include "text/model/scrollback.h"
#include "text/terminal/ansi_parser.h"
#include "text/terminal/output_writer.h"
#include "text/view/folds.h"

namespace gimbal::console {

// Finds the tracebacks in what comes by stderr, line by line: frames dim, the line that names the error in its colour.
class TracebackColour {
public:
    Ink ink_of(std::string_view line_begin);  // call at the begin of each line
    void reset() { inside_ = false; }

private:
    bool inside_ = false;
};

// Thread: UI.   GIL: not needed.
class ConsoleLog {
public:
    explicit ConsoleLog(std::size_t line_limit) : scrollback_(line_limit) {}

    std::size_t take(TextBlock& block);  // returns the bytes looked at
    void write(Stream stream, std::string_view text);
    void long_result(std::string_view text);            // folded after its first lines
    void echo(std::string_view source, RunId run = 0);  // with prompts and syntax colours; 0: not known yet, or none
    void file_echo(std::string_view title, RunId run);  // "run NAME"
    void echo_question(std::string_view asked) {        // `name?`
        echo(asked);
        runs_.mark_question();
    }
    void name_echo(RunId run) { runs_.name_last(run); }  // of the cell echoed last
    void run_started(RunId run) { runs_.started(run); }
    void run_removed(RunId run) { runs_.removed(run, scrollback_.end_line()); }
    void line(std::string_view text, Ink colour);                   // on lines of its own
    void set_line(LineId line, std::string_view text, Ink colour);  // in place of what it was
    LineId last_line() const { return scrollback_.end_line() - 1; }
    std::string take_open_line() { return writer_.take_open_line(); }
    void run_ended(const RunEnded& ended);  // an unfinished colour or traceback ends with its run
    void clear();

    const Scrollback& scrollback() const { return scrollback_; }
    const Folds& folds() const { return folds_; }
    const RunRanges& runs() const { return runs_; }
    LineId toggle(const Fold& fold) { return folds_.toggle(fold); }  // the first line whose rows changed
    LineId take_first_changed();

private:
    void begin_piece(const TextPiece& piece);
    void write_errors(std::string_view text);
    void skipped(std::uint64_t lines);
    std::size_t skip_what_cannot_be_held(std::vector<TextPiece>& pieces, std::uint64_t& dropped) const;

    Scrollback scrollback_;
    Folds folds_;
    RunRanges runs_;
    OutputWriter writer_{scrollback_};
    std::array<AnsiParser, 4> parsers_{AnsiParser(ink::text), AnsiParser(ink::error_output), AnsiParser(ink::result),
                                       AnsiParser(ink::dim)};
    TracebackColour traceback_;
    bool at_line_begin_ = true;  // of stderr
    struct Path {
        Source source;
        Stream stream;
        std::uint32_t thread;
        bool operator==(const Path&) const = default;
    };
    Path last_path_{};  // by which the text before came
};

inline constexpr std::string_view primary_prompt = ">>> ", continuation_prompt = "... ";

}  // namespace gimbal::console
