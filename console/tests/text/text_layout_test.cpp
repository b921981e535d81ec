// Rows and positions: wrapping, wide characters, changes of width.
#include "text/model/text_layout.h"

#include <doctest/doctest.h>

#include <random>

#include "gimbal/console/cells.h"
#include "text/model/scrollback.h"

using namespace gimbal::console;

namespace {

struct Wrapped {
    Scrollback log;
    TextLayout layout{log};
    explicit Wrapped(std::uint32_t columns, std::size_t limit = 100000) : log(limit) { layout.set_columns(columns); }
    void add(std::string_view text) {
        if (!text.empty()) log.append(text, ink::text);
        log.newline();
        layout.changed_from(log.end_line() - 1);
    }
    std::vector<std::string> rows(LineId line) {
        std::vector<std::string> rows;
        for (std::uint32_t i = 0; i < layout.rows_in(line); ++i) {
            RowSpan span = layout.span({line, i});
            rows.emplace_back(log.line(line).substr(span.begin, span.end - span.begin));
        }
        return rows;
    }
    std::uint64_t rows_counted_slowly() {
        std::uint64_t rows = 0;
        for (LineId id = log.first_line(); id < log.end_line(); ++id) rows += layout.rows_in(id);
        return rows;
    }
};

using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("a line wraps at the last cell") {
    Wrapped w(4);
    w.add("abcd");
    w.add("abcdefghi");
    w.add("");
    CHECK(w.rows(0) == Rows{"abcd"});
    CHECK(w.rows(1) == Rows{"abcd", "efgh", "i"});
    CHECK(w.rows(2) == Rows{""});
}

TEST_CASE("a line wraps between words, and the space after the last word hangs over the edge") {
    Wrapped w(8);
    w.add("one two three");
    CHECK(w.rows(0) == Rows{"one two ", "three"});
    w.add("four words x");
    CHECK(w.rows(1) == Rows{"four ", "words x"});
    w.add("12345678 9");  // the space is the ninth cell
    CHECK(w.rows(2) == Rows{"12345678 ", "9"});
    w.add("a verylongwordindeed b");  // a word longer than a row is cut
    CHECK(w.rows(3) == Rows{"a ", "verylong", "wordinde", "ed b"});
    w.add("    verylongword");  // an indent alone does not make a row
    CHECK(w.rows(4) == Rows{"    very", "longword"});
    w.add("one tw\u00F6 thr\u00E9\u00E9 four");
    CHECK(w.rows(5) == Rows{"one tw\u00F6 ", "thr\u00E9\u00E9 ", "four"});
    w.add("ab \u65E5\u672C\u8A9E\u65E5\u672C");  // no spaces between Chinese characters
    CHECK(w.rows(6) == Rows{"ab \u65E5\u672C", "\u8A9E\u65E5\u672C"});
    w.add("12345678");
    CHECK(w.rows(7) == Rows{"12345678"});
    CHECK(w.layout.row_of({0, 7}) == RowAddress{0, 0});
    CHECK(w.layout.row_of({0, 8}) == RowAddress{0, 1});
    CHECK(w.layout.at({0, 0}, 100) == TextPosition{0, 7});
}

TEST_CASE("plain text and other text wrap alike") {
    std::mt19937 random(11);
    for (std::uint32_t columns : {2u, 5u, 9u}) {
        for (int round = 0; round < 300; ++round) {
            std::string plain;
            for (std::uint32_t i = random() % 40; i > 0; --i) plain += "ab c d"[random() % 6];
            std::string other = plain;
            std::size_t at = 0;
            while ((at = other.find('a', at)) != std::string::npos) other.replace(at, 1, "\u00E4"), ++at;
            Wrapped w(columns);
            w.add(plain);
            w.add(other);
            Rows wanted;
            for (std::string row : w.rows(0)) {
                while ((at = row.find('a')) != std::string::npos) row.replace(at, 1, "\u00E4");
                wanted.push_back(row);
            }
            CHECK(w.rows(1) == wanted);
        }
    }
}

TEST_CASE("a wide character that does not fit begins the next row; marks stay with their base") {
    Wrapped w(5);
    w.add("ab\u65E5\u672Cc");
    CHECK(w.rows(0) == Rows{"ab\u65E5", "\u672Cc"});
    w.add("abcde\u0301f");
    CHECK(w.rows(1) == Rows{"abcde\u0301", "f"});
    w.add("\tx");
    CHECK(w.layout.rows_in(2) == 2);
}

TEST_CASE("a position maps to a row and back") {
    std::mt19937 random(3);
    for (std::uint32_t columns : {2u, 3u, 7u, 80u}) {
        Wrapped w(columns);
        const std::string pieces[] = {"a", "bc", " ", "\u65E5", "e\u0301", "\t", "xyz", "\U0001F600"};
        for (int line = 0; line < 60; ++line) {
            std::string text;
            for (std::uint32_t i = random() % 30; i > 0; --i) text += pieces[random() % std::size(pieces)];
            w.add(text);
        }
        for (LineId id = 0; id < w.log.end_line(); ++id) {
            std::string_view line = w.log.line(id);
            for (std::uint32_t byte = 0; byte < line.size(); byte += cluster_at(line, byte, 0).bytes) {
                RowAddress row = w.layout.row_of({id, byte});
                RowSpan span = w.layout.span(row);
                REQUIRE(span.begin <= byte);
                REQUIRE(byte < span.end);
                CHECK(w.layout.at(row, w.layout.cell_of({id, byte})) == TextPosition{id, byte});
                CHECK(w.layout.row_at(w.layout.row_number(row)) == row);
            }
        }
    }
}

TEST_CASE("after a change of width rows are counted again in parts") {
    Wrapped w(80);
    for (int i = 0; i < 5000; ++i) w.add(std::string(static_cast<std::size_t>(i % 200), 'x'));
    while (!w.layout.count(1000)) {}
    CHECK(w.layout.total_rows() == w.rows_counted_slowly());
    w.layout.set_columns(33);
    CHECK_FALSE(w.layout.count(256));
    while (!w.layout.count(256)) {}
    CHECK(w.layout.total_rows() == w.rows_counted_slowly());
}

TEST_CASE("row counts follow added and removed lines") {
    Wrapped w(10, 500);
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
        for (std::uint32_t i = random() % 100; i > 0; --i) w.add(std::string(random() % 50, 'y'));
        w.layout.count(1 << 20);
        REQUIRE(w.layout.total_rows() == w.rows_counted_slowly());
    }
    CHECK(w.log.dropped_lines() > 0);
    w.log.clear();
    w.layout.count(1 << 20);
    CHECK(w.layout.total_rows() == 0);
}

TEST_CASE("stepping stays inside the text") {
    Wrapped w(4);
    for (int i = 0; i < 10; ++i) w.add("abcdef");
    CHECK(w.layout.step({0, 0}, -5) == RowAddress{0, 0});
    CHECK(w.layout.step({0, 0}, 3) == RowAddress{1, 1});
    CHECK(w.layout.step({1, 1}, -2) == RowAddress{0, 1});
    CHECK(w.layout.step({0, 0}, 1000) == RowAddress{9, 1});
    CHECK(w.layout.step({500, 0}, 0) == RowAddress{9, 1});
}
