// Streams, tracebacks and echo in their colours. Lines that cannot be kept are counted.
#include "panel/log/console_log.h"

#include <doctest/doctest.h>

#include "gimbal/console/number_words.h"

using namespace gimbal::console;

namespace {

struct Pieces final : TextBlock {
    std::vector<TextPiece> pieces;
    std::uint64_t dropped = 0;
    std::vector<TextPiece> take(std::uint64_t& dropped_lines) override {
        dropped_lines = dropped;
        return std::move(pieces);
    }
};

std::string text_of(const ConsoleLog& log) {
    const Scrollback& lines = log.scrollback();
    return text_between(lines, {lines.first_line(), 0}, {lines.end_line(), 0});
}

void take_folded(ConsoleLog& log, const std::string& text) {
    Pieces block;
    block.pieces.push_back({.run = 1, .stream = Stream::result, .text = text, .folded = true});
    log.take(block);
}

Ink colour_of_line(const ConsoleLog& log, LineId id) {
    std::vector<StyleRun> runs;
    log.scrollback().runs(id, runs);
    return runs.empty() ? ink::text : runs.front().colour;
}

}  // namespace

TEST_CASE("each stream has its colour") {
    ConsoleLog log(100);
    log.write(Stream::out, "out\n");
    log.write(Stream::err, "err\n");
    log.write(Stream::result, "42\n");
    log.write(Stream::host, "host\n");
    CHECK(text_of(log) == "out\nerr\n42\nhost\n");
    CHECK(colour_of_line(log, 0) == ink::text);
    CHECK(colour_of_line(log, 1) == ink::error_output);
    CHECK(colour_of_line(log, 2) == ink::result);
    CHECK(colour_of_line(log, 3) == ink::dim);
}

TEST_CASE("a traceback's frames are dim and its last line has the error's colour, wherever the text is cut") {
    const std::string traceback =
        "before\nTraceback (most recent call last):\n  File \"<cell 1>\", line 1, in <module>\n    1/0\n    ~^~\n"
        "ZeroDivisionError: division by zero\nafter\n";
    for (std::size_t cut = 1; cut < traceback.size(); cut += 7) {
        ConsoleLog log(100);
        std::size_t line_end = traceback.find('\n', cut) + 1;  // the engine's pieces end with lines
        log.write(Stream::err, traceback.substr(0, line_end));
        log.write(Stream::err, traceback.substr(line_end));
        CHECK(colour_of_line(log, 0) == ink::error_output);
        for (LineId frame = 1; frame <= 4; ++frame) CHECK(colour_of_line(log, frame) == ink::dim);
        CHECK(colour_of_line(log, 5) == ink::error);
        CHECK(colour_of_line(log, 6) == ink::error_output);
    }
}

TEST_CASE("the errors of an exception group have the error's colour, and the group ends at its last line") {
    const std::string group =
        "  + Exception Group Traceback (most recent call last):\n  |   File \"<cell 1>\", line 1, in <module>\n"
        "  | ExceptionGroup: many (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | ValueError: one\n"
        "    +---------------- 2 ----------------\n    | Exception Group Traceback (most recent call last):\n"
        "    |   File \"<cell 1>\", line 1, in <module>\n    | ExceptionGroup: inner (1 sub-exception)\n"
        "    +-+---------------- 1 ----------------\n      | TypeError: two\n      "
        "+------------------------------------\n"
        "    +------------------------------------\nafter\n";
    ConsoleLog log(100);
    log.write(Stream::err, group);
    for (LineId line = 0; line < log.scrollback().end_line() - 1; ++line) {
        const std::string text(log.scrollback().line(line));
        CAPTURE(text);
        const bool is_error = text.find("Error: ") != std::string::npos ||
                              text.find("ExceptionGroup: ") != std::string::npos;
        CHECK(colour_of_line(log, line) == (text == "after" ? ink::error_output : is_error ? ink::error : ink::dim));
    }
}

TEST_CASE("the values of a loop grow one fold, which anything else ends") {
    ConsoleLog log(1000);
    const auto more = [&](const std::string& text) { take_folded(log, text); };
    log.write(Stream::result, "1\n");
    more("2\n3\n");
    more("4\n");
    log.take_first_changed();
    const auto text = [&](LineId line) { return std::string(log.scrollback().line(line)); };
    CHECK(text(1).find("3 more lines") != std::string::npos);
    for (const LineId hidden : {2, 3, 4}) CHECK(log.folds().rows_of(hidden).limit == 0);
    more("5\n");
    CHECK(log.take_first_changed() == 1);
    log.write(Stream::out, "printed\n");
    CHECK(text(1).find("4 more lines") != std::string::npos);
    CHECK(text(5) == "5");
    CHECK(text(6).find("4 lines above") != std::string::npos);
    CHECK(text(7) == "printed");
    more("6\n");
    CHECK(text(8).find("1 more line ") != std::string::npos);
}

TEST_CASE("more values than are kept are counted, and the row that hides them stays") {
    constexpr std::size_t line_limit = 1000, values = 1'000'000;
    ConsoleLog log(line_limit);
    log.write(Stream::result, "the first\n");
    std::string text;
    for (std::size_t value = 0; value < values; ++value) text += std::to_string(value) + "\n";
    take_folded(log, text);
    take_folded(log, "one more\n");
    const auto line = [&](LineId id) { return std::string(log.scrollback().line(id)); };
    CHECK(line(0) == "the first");
    CHECK(line(1).find("1,000,001 more lines, of which the first 500 are kept ") != std::string::npos);
    CHECK(line(2) == "0");
    CHECK(line(501) == "499");
    log.write(Stream::out, "printed\n");
    CHECK(line(502).find("500 kept lines above ") != std::string::npos);
    CHECK(line(503) == "printed");
    for (const LineId hidden : {2, 501, 502}) CHECK(log.folds().rows_of(hidden).limit == 0);
}

TEST_CASE("a syntax error, which has no heading, is shown as a traceback") {
    ConsoleLog log(100);
    log.write(Stream::err, "  File \"<cell 1>\", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n");
    CHECK(colour_of_line(log, 0) == ink::dim);
    CHECK(colour_of_line(log, 3) == ink::error);
}

TEST_CASE("the echo has prompts and Python's colours") {
    ConsoleLog log(100);
    log.write(Stream::out, "no newline");
    log.echo("for i in x:\n    'a'");
    CHECK(text_of(log) == "no newline\n>>> for i in x:\n...     'a'\n");
    std::vector<StyleRun> runs;
    log.scrollback().runs(1, runs);
    CHECK(runs[0] == StyleRun{0, ink::prompt});
    CHECK(runs[1] == StyleRun{4, ink::keyword});
}

TEST_CASE("only its own writer continues an open line, and anyone continues a blank one") {
    ConsoleLog log(100);
    Pieces block;
    block.pieces = {{1, Stream::out, "a", Source::python, 7},
                    {2, Stream::out, "b\n", Source::python, 7},  // the run does not matter
                    {1, Stream::out, "half", Source::python, 7},
                    {1, Stream::out, "other thread\n", Source::python, 8},
                    {1, Stream::err, "bar\r   \r", Source::python, 7},
                    {1, Stream::out, "over the bar", Source::python, 7},
                    {1, Stream::out, "C\n", Source::native, 0}};
    log.take(block);
    CHECK(text_of(log) == "ab\nhalf\nother thread\nover the bar\nC\n");
}

TEST_CASE("native output has its stream's colour during a run, and is dim otherwise") {
    ConsoleLog log(100);
    Pieces block;
    block.pieces = {{1, Stream::out, "out\n", Source::native},
                    {1, Stream::err, "err\n", Source::native},
                    {0, Stream::err, "a driver's warning\n", Source::native},
                    {0, Stream::err, "a handler's\n", Source::python}};
    log.take(block);
    CHECK(colour_of_line(log, 0) == ink::text);
    CHECK(colour_of_line(log, 1) == ink::error_output);
    CHECK(colour_of_line(log, 2) == ink::dim);
    CHECK(colour_of_line(log, 3) == ink::error_output);
}

TEST_CASE("colours do not leak from one run into the next") {
    ConsoleLog log(100);
    log.write(Stream::out, "\x1b[31mred");
    log.run_ended({});
    log.write(Stream::out, "plain\n");
    CHECK(text_of(log) == "red\nplain\n");
    CHECK(colour_of_line(log, 1) == ink::text);
}

TEST_CASE("only the tail of oversized output is parsed, and the lines before it are counted") {
    ConsoleLog log(1000);
    Pieces block;
    block.dropped = 5;
    std::string numbers;
    for (int i = 0; i < 300000; ++i) numbers += std::to_string(i) + "\n";
    block.pieces.push_back({1, Stream::out, numbers.substr(0, 400000 / 2)});
    block.pieces.push_back({1, Stream::out, numbers.substr(400000 / 2)});
    CHECK(log.take(block) == numbers.size());
    std::string text = text_of(log);
    CHECK(text.starts_with("\xE2\x80\xA6 299,005 lines not shown\n299000\n"));
    CHECK(text.ends_with("299998\n299999\n"));
}

TEST_CASE("a blank line that is the first of the tail is kept") {
    ConsoleLog log(3);
    Pieces block;
    block.pieces.push_back({1, Stream::out, "dropped\n"});
    block.pieces.push_back({1, Stream::out, "\nA\nB\n"});
    log.take(block);
    CHECK(text_of(log) == "\xE2\x80\xA6 1 line not shown\n\nA\nB\n");
}

TEST_CASE("numbers are grouped by thousands, and long durations are given in minutes") {
    CHECK(with_thousands(0) == "0");
    CHECK(with_thousands(999) == "999");
    CHECK(with_thousands(1234567) == "1,234,567");
    CHECK(elapsed_words(4.21) == "4.2 s");
    CHECK(elapsed_words(187) == "3:07 min");
}
