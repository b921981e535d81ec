// Lines in blocks: dropped at the front, rewritten, never renumbered.
#include "text/model/scrollback.h"

#include <doctest/doctest.h>

using namespace gimbal::console;

namespace {

void add_line(Scrollback& log, std::string_view text, Ink colour = ink::text) {
    if (!text.empty()) log.append(text, colour);
    log.newline();
}

std::vector<StyleRun> runs_of(const TextSource& source, LineId id) {
    std::vector<StyleRun> runs;
    source.runs(id, runs);
    return runs;
}

}  // namespace

TEST_CASE("the last line stays open until a newline ends it") {
    Scrollback log(100);
    CHECK(log.end_line() == 0);
    log.append("a", ink::text);
    log.append("b", ink::error);
    CHECK(log.is_open());
    CHECK(log.line(0) == "ab");
    CHECK(runs_of(log, 0) == std::vector<StyleRun>{{0, ink::text}, {1, ink::error}});
    log.newline();
    CHECK(log.end_line() == 1);
    CHECK_FALSE(log.is_open());
    log.newline();
    CHECK(log.end_line() == 2);
    CHECK(log.line(1).empty());
}

TEST_CASE("old lines are dropped by blocks and counted, and the rest keep their numbers") {
    Scrollback log(1000);
    for (int i = 0; i < 50000; ++i) add_line(log, "line " + std::to_string(i));
    CHECK(log.end_line() == 50000);
    CHECK(log.dropped_lines() == log.first_line());
    CHECK(log.end_line() - log.first_line() >= 1000);
    CHECK(log.end_line() - log.first_line() < 1300);
    for (LineId id = log.first_line(); id < log.end_line(); ++id) REQUIRE(log.line(id) == "line " + std::to_string(id));
    CHECK(log.line(0).empty());
    CHECK(log.line(log.end_line()).empty());
}

TEST_CASE("the scrollback has a limit in bytes too") {
    Scrollback log(1000000, 1 << 20);
    std::string text(10000, 'x');
    for (int i = 0; i < 1000; ++i) add_line(log, text);
    CHECK((log.end_line() - log.first_line()) * text.size() < (3u << 19));
    CHECK(log.dropped_lines() > 800);
}

TEST_CASE("lines of usual length are kept up to the line limit") {
    Scrollback log(2'000'000);
    const std::string text(120, 'x');
    for (int i = 0; i < 1'500'000; ++i) add_line(log, text);
    CHECK(log.dropped_lines() == 0);
    CHECK(Scrollback::usual_byte_limit(100'000) == std::size_t{64} << 20);
}

TEST_CASE("colours count as bytes") {
    Scrollback log(1000000, 1 << 20);
    for (int i = 0; i < 20000; ++i) {
        for (int c = 0; c < 50; ++c) log.append("x", c % 2 ? ink::error : ink::text);
        log.newline();
    }
    CHECK(log.held_bytes() < (3u << 20));
}

TEST_CASE("a line longer than a block is kept whole, an endless line is split") {
    Scrollback log(100);
    add_line(log, "first");
    std::string long_line(200000, 'y');
    for (std::size_t at = 0; at < long_line.size(); at += 1000)
        log.append(std::string_view(long_line).substr(at, 1000), ink::text);
    log.newline();
    CHECK(log.line(0) == "first");
    CHECK(log.line(1) == long_line);
    add_line(log, "after");
    CHECK(log.line(2) == "after");
    log.append(std::string(5 << 20, 'z'), ink::text);
    CHECK(log.end_line() > 5);
    CHECK(log.line(log.end_line() - 1).size() <= (1 << 20));
}

TEST_CASE("rewriting lines shorter and longer, many times, does not use more memory") {
    Scrollback log(100);
    add_line(log, "keep");
    add_line(log, "bar one");
    log.append("open", ink::result);
    for (int i = 0; i < 100000; ++i) {
        StyleRun run{0, ink::number};
        std::string text = "bar " + std::string(static_cast<std::size_t>(i % 40), '#');
        log.replace_line(1, text, std::span(&run, 1));
        REQUIRE(log.line(1) == text);
    }
    CHECK(log.line(0) == "keep");
    CHECK(log.line(2) == "open");
    CHECK(runs_of(log, 1) == std::vector<StyleRun>{{0, ink::number}});
    log.append(" ended", ink::error);
    CHECK(log.line(2) == "open ended");
    CHECK(runs_of(log, 2) == std::vector<StyleRun>{{0, ink::result}, {4, ink::error}});
}

TEST_CASE("line numbers continue after clearing") {
    Scrollback log(100);
    add_line(log, "a");
    log.clear();
    CHECK(log.first_line() == log.end_line());
    add_line(log, "b");
    CHECK(log.line(1) == "b");
    CHECK(text_between(log, {0, 0}, {1, 9}) == "b");
}

TEST_CASE("truncated lines are gone, and their numbers are reused") {
    Scrollback lines(100000);
    for (int i = 0; i < 10000; ++i) {
        lines.append("line " + std::to_string(i), ink::text);
        lines.newline();
    }
    lines.append("open", ink::text);
    lines.truncate(9000);
    CHECK(lines.end_line() == 9000);
    CHECK_FALSE(lines.is_open());
    CHECK(lines.line(8999) == "line 8999");
    lines.truncate(4096);  // the first line of a block
    lines.append("again", ink::dim);
    lines.newline();
    CHECK(lines.line(4095) == "line 4095");
    CHECK(lines.line(4096) == "again");
    lines.truncate(0);
    CHECK(lines.end_line() == 0);
    lines.append("first", ink::text);
    CHECK(lines.line(0) == "first");
    CHECK(lines.dropped_lines() == 0);
}
