// Parses text directly into the scrollback. If the scrollback cannot hold all of it, parses the tail only.
#include "panel/log/console_log.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "gimbal/console/key_map.h"
#include "gimbal/console/number_words.h"
#include "text/edit/python_highlighter.h"

namespace gimbal::console {
namespace {

constexpr std::uint64_t most_kept_values = 10'000;  // lines of the values of a loop

// The visible part of a folded result.
constexpr std::size_t lines_of_a_folded = 20, bytes_of_a_folded = 4000, bytes_of_a_row = 80;
constexpr std::string_view group_begin = "  + Exception Group Traceback", group_end = "    +--------------------",
                           traceback_begins[] = {"Traceback (most recent call last):", group_begin, "  File \""},
                           group_headings[] = {"Traceback (most", "Exception Group Traceback",
                                               "The above exception was", "During handling of the"};

// Eight bytes at a time, because it looks at every byte that is skipped.
std::uint64_t newlines_in(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101ull, low_bits = 0x7F * ones;
    std::uint64_t count = 0;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + at, 8);
        word ^= '\n' * ones;  // makes each newline a zero byte
        // The top bit of each zero byte.
        std::uint64_t zeros = ~(((word & low_bits) + low_bits) | word | low_bits);
        count += (zeros >> 7) * ones >> 56;
    }
    return count +
           static_cast<std::uint64_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), '\n'));
}

// The start of the last `lines` complete lines. Searches from the back, which is the shorter way.
std::size_t begin_of_last_lines(std::string_view text, std::uint64_t lines) {
    std::size_t at = text.rfind('\n');
    for (; lines > 0 && at != std::string_view::npos && at > 0; --lines) at = text.rfind('\n', at - 1);
    return lines > 0 || at == std::string_view::npos ? 0 : at + 1;
}

std::string fold_keys() { return keys_of(Command::fold, KeyPlace::console); }

std::string fold_words(std::uint64_t count, const std::string& what) {
    return "\xE2\x80\xA6 " + with_thousands(count) + what + "   click or " + fold_keys() + " unfolds";
}

std::string fold_row(std::uint64_t hidden, const std::string& what = "lines") {
    return fold_words(hidden, " more " + (hidden == 1 ? "line" : what));
}

// Counts all characters of the line, because the number that a fold hides depends on the width of the view.
std::string fold_row_in_line(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    const auto count = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
    return fold_words(static_cast<std::uint64_t>(count), " characters in all");
}

std::string fold_end(std::uint64_t lines, const char* which = "") {
    return with_thousands(lines) + which + (lines == 1 ? " line" : " lines") + " above   click or " + fold_keys() +
           " folds";
}

std::string_view first_lines(std::string_view text, std::uint64_t lines) {
    std::size_t end = 0;
    for (; lines > 0 && end < text.size(); --lines) end = std::min(text.find('\n', end), text.size() - 1) + 1;
    return text.substr(0, end);
}

}  // namespace

Ink TracebackColour::ink_of(std::string_view line_begin) {
    for (std::string_view begin : traceback_begins)
        if (line_begin.starts_with(begin)) {
            inside_ = true;
            in_group_ = begin == group_begin;
            return ink::dim;
        }
    if (!inside_) return ink::error_output;
    if (line_begin.empty() || line_begin.front() == ' ' || line_begin.front() == '\n')
        return in_group_ ? ink_in_group(line_begin) : ink::dim;
    const bool interleaved = std::exchange(in_group_, false);  // a group's own lines have a margin
    inside_ = false;
    return interleaved ? ink::error_output
                       : ink::error;  // "ValueError: …"; a chained traceback starts with its own header
}

// The lines of a group have a margin of blanks and bars. Each exception of the group ends with its own error.
Ink TracebackColour::ink_in_group(std::string_view line_begin) {
    if (line_begin.starts_with(group_end)) {
        reset();
        return ink::dim;
    }
    const std::size_t bar = line_begin.find_first_not_of(' ');
    if (bar == std::string_view::npos || line_begin[bar] != '|') return ink::dim;
    const std::string_view text = line_begin.substr(std::min(bar + 2, line_begin.size()));
    for (const std::string_view heading : group_headings)
        if (text.starts_with(heading)) return ink::dim;
    return text.empty() || text.front() == ' ' || text.front() == '\n' ? ink::dim : ink::error;
}

std::size_t ConsoleLog::take(TextBlock& block) {
    std::uint64_t dropped = 0;
    std::vector<TextPiece> pieces = block.take(dropped);
    std::size_t bytes = skip_excess(pieces, dropped);
    if (dropped > 0)
        line("\xE2\x80\xA6 " + with_thousands(dropped) + (dropped == 1 ? " line not shown" : " lines not shown"),
             ink::dim);
    for (const TextPiece& piece : pieces) {
        if (piece.text.empty()) continue;
        begin_piece(piece);
        // Native output while no run is current belongs to no script, so it looks like a message of the host.
        const bool noise = piece.source == Source::native && piece.run == 0;
        piece.folded&& may_fold_ ? more_values(piece.text) : write(noise ? Stream::host : piece.stream, piece.text);
    }
    return bytes;
}

// Another writer starts a new line after an open line (a flush, a progress bar), unless the open line is blank.
void ConsoleLog::begin_piece(const TextPiece& piece) {
    const Origin origin{piece.source, piece.stream, piece.thread};
    if (std::exchange(last_origin_, origin) == origin || !scrollback_.is_open()) return;
    if (scrollback_.line(scrollback_.end_line() - 1).find_first_not_of(' ') == std::string_view::npos) return;
    writer_.fresh_line();
    at_line_begin_ = true;
}

// Empties the pieces at the front that would leave the scrollback before they are shown. Counts their lines.
std::size_t ConsoleLog::skip_excess(std::vector<TextPiece>& pieces, std::uint64_t& dropped) const {
    std::size_t bytes = 0;
    std::uint64_t lines = 0;
    for (const TextPiece& piece : pieces) {
        bytes += piece.text.size();
        if (!piece.folded) lines += newlines_in(piece.text);
    }
    if (lines <= scrollback_.line_limit()) return bytes;
    std::uint64_t excess = lines - scrollback_.line_limit();
    dropped += excess;
    for (TextPiece& piece : pieces) {
        if (piece.folded) continue;  // more_values() limits them
        std::uint64_t here = newlines_in(piece.text);
        if (here <= excess && excess > 0) {
            excess -= here;
            piece.text.clear();
            continue;
        }
        piece.text.erase(0, begin_of_last_lines(piece.text, here - excess));
        break;
    }
    return bytes;
}

void ConsoleLog::write(Stream stream, std::string_view text) {
    end_values();
    if (stream == Stream::err) return write_errors(text);
    parsers_[static_cast<std::size_t>(stream)].parse(text, writer_);
    at_line_begin_ = !scrollback_.is_open();
}

void ConsoleLog::write_errors(std::string_view text) {
    AnsiParser& parser = parsers_[static_cast<std::size_t>(Stream::err)];
    while (!text.empty()) {
        std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        std::string_view line = text.substr(0, end);
        if (at_line_begin_) parser.set_base(traceback_.ink_of(line));
        parser.parse(line, writer_);
        at_line_begin_ = line.back() == '\n';
        text.remove_prefix(end);
    }
}

void ConsoleLog::more_values(std::string_view text) {
    if (values_row_ == no_line) {
        line("", ink::accent);
        values_row_ = last_line();
        values_lines_ = 0;
        folds_.add({.cut_line = values_row_, .row = values_row_, .end = values_row_});
    }
    const std::uint64_t kept = kept_values();
    if (kept > values_lines_)
        parsers_[static_cast<std::size_t>(Stream::result)].parse(first_lines(text, kept - values_lines_), writer_);
    values_lines_ += newlines_in(text);
    if (!values_fold_is_there()) return;
    folds_.end_last_at(last_line());
    const bool whole = values_lines_ <= kept;
    const std::string what = whole ? "lines" : "lines, of which the first " + with_thousands(kept) + " are kept";
    set_line(values_row_, fold_row(values_lines_, what), ink::accent);
    first_reset_ = std::min(first_reset_, values_row_);
}

void ConsoleLog::end_values() {
    if (values_row_ == no_line) return;
    const bool folded = values_fold_is_there();
    values_row_ = no_line;
    if (!folded) return;
    const bool whole = values_lines_ <= kept_values();
    line(whole ? fold_end(values_lines_) : fold_end(kept_values(), " kept"), ink::accent);
    folds_.end_last_at(last_line());
}

// Further values are only counted. Otherwise they would push the row that hides them out of the scrollback.
std::uint64_t ConsoleLog::kept_values() const { return std::min(most_kept_values, scrollback_.line_limit() / 2); }

// Its row may have left the scrollback.
bool ConsoleLog::values_fold_is_there() const { return values_row_ >= scrollback_.first_line() && !folds_.empty(); }

void ConsoleLog::echo(std::string_view source, RunId run) {
    end_values();
    writer_.fresh_line();
    const LineId begin = scrollback_.end_line();
    const bool blank = source.empty();
    PythonString open;
    std::vector<StyleRun> runs;
    bool first = true;
    for (std::string_view text : lines_of(source)) {
        runs.clear();
        open = highlight_python(text, std::move(open), runs);
        writer_.text(std::exchange(first, false) ? primary_prompt : continuation_prompt, ink::prompt, ink::none);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            std::size_t run_end = i + 1 < runs.size() ? runs[i + 1].begin : text.size();
            writer_.text(text.substr(runs[i].begin, run_end - runs[i].begin), runs[i].colour, ink::none);
        }
        writer_.newline();
    }
    writer_.fresh_line();
    at_line_begin_ = true;
    if (!blank) runs_.add({.run = run, .begin = begin, .output = scrollback_.end_line(), .question = run == 0});
}

void ConsoleLog::file_echo(std::string_view title, RunId run) {
    line("run " + std::string(title), ink::dim);
    runs_.add({.run = run, .kind = RunKind::file, .begin = last_line(), .output = scrollback_.end_line()});
}

void ConsoleLog::long_result(std::string_view text) {
    if (!may_fold_) return write(Stream::result, text);
    end_values();
    writer_.fresh_line();
    Fold fold;
    std::size_t head = 0, lines = 0;
    for (; head < text.size() && lines < lines_of_a_folded && head < bytes_of_a_folded; ++lines) {
        std::size_t end = std::min(text.find('\n', head), text.size() - 1) + 1;
        if (end > bytes_of_a_folded)
            fold.cut_rows = static_cast<std::uint32_t>((bytes_of_a_folded - head) / bytes_of_a_row + 1);
        head = end;
    }
    write(Stream::result, text.substr(0, head));
    writer_.fresh_line();
    fold.cut_line = last_line();
    const std::string_view rest = text.substr(head);
    const std::uint64_t more = newlines_in(rest);
    line(more > 0 ? fold_row(more) : fold_row_in_line(text), ink::accent);
    fold.row = last_line();
    write(Stream::result, rest);
    line(fold_end(lines + more), ink::accent);
    fold.end = last_line();
    if (fold.row >= scrollback_.first_line()) folds_.add(fold);
}

std::string ConsoleLog::take_open_line() {
    end_values();
    return writer_.take_open_line();
}

void ConsoleLog::clear() {
    values_row_ = no_line;
    scrollback_.clear();
    folds_.clear();
    runs_.clear();
}

void ConsoleLog::line(std::string_view text, Ink colour) {
    end_values();
    writer_.fresh_line();
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    AnsiParser parser(colour);
    parser.parse(text, writer_);
    parser.finish(writer_);
    writer_.newline();
    writer_.fresh_line();
    at_line_begin_ = true;
}

void ConsoleLog::set_line(LineId line, std::string_view text, Ink colour) {
    const StyleRun run{0, colour};
    scrollback_.replace_line(line, text, {&run, 1});
}

void ConsoleLog::run_ended(RunId run) {
    end_values();
    for (AnsiParser& parser : parsers_) parser.finish(writer_);
    traceback_.reset();
    writer_.fresh_line();
    at_line_begin_ = true;
    runs_.close(run, scrollback_.end_line());
}

LineId ConsoleLog::take_first_changed() {
    folds_.drop_before(scrollback_.first_line());
    runs_.drop_before(scrollback_.first_line());
    return std::min(writer_.take_first_changed(), std::exchange(first_reset_, no_line));
}

}  // namespace gimbal::console
