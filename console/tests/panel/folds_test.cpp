// Long results: folded after their first lines, unfolded in place, complete in a selection.
#include "text/view/folds.h"

#include <doctest/doctest.h>

#include "panel/log/console_log.h"
#include "panel/log/console_text.h"
#include "tests/panel/panel_fixture.h"
#include "text/view/text_view.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

constexpr const char* closed_row = "\xE2\x80\xA6 480 more lines   click or F2 unfolds";
constexpr const char* open_row = "500 lines above   click or F2 folds";

std::string numbered_lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "line " + std::to_string(i) + "\n";
    return text;
}

// A view of 60 columns and 10 rows on the text of a console.
struct Seen {
    ConsoleLog log{1000};
    TextBuffer typed;
    ConsoleText text{log.scrollback(), log.folds(), typed};
    TextView view{text};
    Seen() { place(); }
    void place() {
        view.changed_from(log.take_first_changed());
        view.place({{0, 0, 60 * 8 + 28, 10 * 20 + 8}, 8, 20});
    }
    std::vector<std::string> rows() {
        std::vector<std::string> rows;
        for (RowAddress row = view.layout().first_row();; row = view.layout().step(row, 1)) {
            RowSpan span = view.layout().span(row);
            rows.emplace_back(text.line(row.line).substr(span.begin, span.end - span.begin));
            if (row == view.layout().last_row()) return rows;
        }
    }
};

const std::u32string many_lines =
    U"class Long:\ndef __repr__(self): return '\\n'.join(f'line {i}' for i in range(500))\n\nLong()\n";

}  // namespace

TEST_CASE("a folded result shows its first lines and a row with the count; unfolded, it shows all and a last row") {
    Seen seen;
    seen.log.write(Stream::out, "before\n");
    seen.log.long_result(numbered_lines(500));
    seen.log.write(Stream::out, "after\n");
    seen.place();
    std::vector<std::string> rows = seen.rows();
    REQUIRE(rows.size() == 24);
    CHECK(rows[0] == "before");
    CHECK(rows[20] == "line 19");
    CHECK(rows[21] == closed_row);
    CHECK(rows[22] == "after");
    CHECK(seen.view.layout().total_rows() == 24);

    seen.view.changed_from(seen.log.toggle(*seen.log.folds().with_row(21)));
    seen.place();
    rows = seen.rows();
    REQUIRE(rows.size() == 504);
    CHECK(rows[20] == "line 19");
    CHECK(rows[21] == "line 20");
    CHECK(rows[500] == "line 499");
    CHECK(rows[501] == open_row);
    CHECK(rows[502] == "after");
    CHECK(seen.view.layout().total_rows() == 504);
}

TEST_CASE("stepping up and down over folds visits the same rows") {
    Seen seen;
    seen.log.long_result(numbered_lines(500));
    seen.log.long_result(numbered_lines(500));
    seen.place();
    const TextLayout& layout = seen.view.layout();
    RowAddress up = layout.last_row();
    for (int i = 0; i < 42; ++i) up = layout.step(up, -1);
    CHECK(up == layout.first_row());
    CHECK(layout.step(layout.first_row(), 42) == layout.last_row());
    CHECK(layout.row_of({300, 2}) == RowAddress{20, 0});  // a hidden line maps to the row of its fold
    CHECK(seen.rows().size() == 43);
}

TEST_CASE("one long line is folded after some of its rows") {
    Seen seen;
    seen.log.long_result(std::string(100000, 'x') + "\n");
    seen.place();
    std::vector<std::string> rows = seen.rows();
    REQUIRE(rows.size() == 53);
    CHECK(rows[50] == std::string(60, 'x'));
    CHECK(rows[51] == "\xE2\x80\xA6 100,000 characters in all   click or F2 unfolds");

    Seen wide;
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "\u65E5\u672C";
    wide.log.long_result(text + "\n");
    wide.place();
    CHECK(wide.rows()[51] == "\xE2\x80\xA6 2,000 characters in all   click or F2 unfolds");
}

TEST_CASE("a selection across a fold includes the whole text and none of the fold's words") {
    Seen seen;
    seen.log.long_result(numbered_lines(500));
    seen.place();
    seen.view.select({0, 0}, {seen.text.prompt_begin(), 0});
    CHECK(seen.view.selected_text() == numbered_lines(500));
}

TEST_CASE("a fold whose row was dropped hides nothing") {
    Seen seen;
    seen.log.long_result(numbered_lines(900));
    seen.log.write(Stream::out, numbered_lines(500));
    seen.place();
    CHECK(seen.log.scrollback().first_line() > 20);
    CHECK(seen.log.folds().last_before(~LineId{0}) == nullptr);
    CHECK(seen.rows().size() == seen.text.end_line() - seen.text.first_line());
}

TEST_CASE("the first row counts the dropped lines, and is not copied") {
    Seen seen;
    seen.log.write(Stream::out, numbered_lines(5000));
    seen.place();
    std::uint64_t dropped = seen.log.scrollback().dropped_lines();
    CHECK(dropped >= 3900);  // whole blocks are dropped
    CHECK(dropped + seen.log.scrollback().end_line() - seen.log.scrollback().first_line() == 5000);
    CHECK(seen.rows().front() ==
          "\xE2\x80\xA6 " + std::to_string(dropped).insert(1, ",") + " lines above were dropped");
    seen.view.select({seen.text.first_line(), 0}, {seen.text.prompt_begin(), 0});
    CHECK(seen.view.selected_text().starts_with("line " + std::to_string(dropped)));
    seen.log.clear();
    seen.place();
    CHECK(seen.rows().size() == 1);
}

TEST_CASE("in the panel a click and F2 unfold a long result and fold it again") {
    PanelUnderTest p;
    p.run(many_lines);
    CHECK(p.shows("line 19\n" + std::string(closed_row) + "\n>>> "));
    int row = p.row_of(closed_row);
    p.mouse(p.x_of(4), p.y_of(row), InputEvent::Action::press)
        .mouse(p.x_of(4), p.y_of(row), InputEvent::Action::release);
    CHECK(p.rows()[static_cast<std::size_t>(row)] == "line 20");  // in place: the text above has not moved
    p.press(key::f1 + 1);
    CHECK(p.shows(closed_row));
    p.press(key::f1 + 1);
    CHECK(p.shows("line 19\nline 20\nline 21"));
    p.press(key::end, key::control).wheel(-1000);
    CHECK(p.shows("line 499\n" + std::string(open_row) + "\n>>> "));
    p.type(U"x");
    CHECK(p.rows().back() == ">>> x");
}
