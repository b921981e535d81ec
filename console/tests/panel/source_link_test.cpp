// Links from tracebacks and warnings to their source, and the count of new lines below the view.
#include "panel/log/source_link.h"

#include <doctest/doctest.h>

#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

void click(PanelUnderTest& p, int cell, int row, float drag_to = 0) {
    p.mouse(p.x_of(cell), p.y_of(row), InputEvent::Action::press);
    if (drag_to > 0) p.move(drag_to, p.y_of(row));
    p.mouse(drag_to > 0 ? drag_to : p.x_of(cell), p.y_of(row), InputEvent::Action::release);
}

}  // namespace

TEST_CASE("frames and warnings are links, other text with colons and numbers is not") {
    const auto place = [](std::string_view text) {
        const auto link = source_link(text);
        return link ? link->file + ":" + std::to_string(link->line) + " " +
                          std::string(text.substr(link->begin, link->end - link->begin))
                    : std::string();
    };
    CHECK(place("  File \"/a b/x.py\", line 12, in f") == "/a b/x.py:12 File \"/a b/x.py\", line 12");
    CHECK(place("  |   File \"<cell 3>\", line 1, in <module>") == "<cell 3>:1 File \"<cell 3>\", line 1");
    CHECK(place("/x/y.py:7: UserWarning: careful") == "/x/y.py:7 /x/y.py:7");
    CHECK(place("<cell 2>:3: DeprecationWarning: old") == "<cell 2>:3 <cell 2>:3");
    CHECK(place("x.py:7: numpy.exceptions.VisibleDeprecationWarning: old") == "x.py:7 x.py:7");
    CHECK(place("  File \"<frozen importlib._bootstrap>\", line 241, in f") == "");
    CHECK(place("  File \"<string>\", line 1, in <module>") == "");
    CHECK(place("see File \"x.py\", line 3") == "");
    CHECK(place("12:30: lunch") == "");
    CHECK(place("  File \"x.py\", line 0") == "");
    CHECK(place("  File \"x.py\", line 99999999999999") == "");
}

TEST_CASE("a click on a frame opens its file at its line, a drag over it selects") {
    int frame_ms = 0;
    SUBCASE("fast frames") { frame_ms = 0; }
    SUBCASE("slow frames") { frame_ms = 60; }
    PanelUnderTest p(frame_ms);
    p.run(U"exec(compile('\\n\\n1 / 0', '/some/file.py', 'exec'))\n");
    const int row = p.row_of("File \"/some/file.py\"");
    REQUIRE(row >= 0);
    click(p, 12, row);
    CHECK(p.opened == std::vector<std::string>{"/some/file.py:3"});
    click(p, 12, row, p.x_of(30));
    CHECK(p.opened.size() == 1);
    CHECK(p.panel.has_selection());
    click(p, 1, row);   // before the words
    click(p, 60, row);  // after them
    CHECK(p.opened.size() == 1);
    p.press(key::f1 + 7);
    CHECK(p.opened.size() == 2);
}

TEST_CASE("a frame in a cell leads to the cell's echo, or to its text if the echo has left the scrollback") {
    PanelUnderTest p(0, {}, 1000);
    p.run(U"def f():\n1 / 0\n\n");
    p.run(U"for i in range(100): print('between', i)\n\n").run(U"f()\n");
    CHECK_FALSE(p.shows("...     1 / 0"));
    int row = p.row_of(", line 2, in f");
    REQUIRE(row >= 0);
    click(p, 12, row);
    CHECK(p.shows(">>> def f():\n...     1 / 0\n"));
    CHECK(p.opened.empty());
    CHECK(p.panel.next_tick() < 1e9);  // the flash ends
    p.run(U"for i in range(5000): print('between', i)\n\n").run(U"f()\n");
    p.press(key::f1 + 7);  // to the innermost frame
    CHECK(p.opened == std::vector<std::string>{"def f():\n    1 / 0\n:2"});
}

TEST_CASE("new output below a scrolled view is counted at the bottom, and a click there or typing goes to the end") {
    int frame_ms = 0;
    SUBCASE("fast frames") { frame_ms = 0; }
    SUBCASE("slow frames") { frame_ms = 60; }
    PanelUnderTest p(frame_ms);
    const auto last = [&] { return p.rows().back(); };
    p.run(U"for i in range(100): print('line', i)\n\n");
    p.wheel(5);
    const std::string top = p.rows().front();
    CHECK(last() != ">>> ");
    CHECK(last().find("new line") == std::string::npos);
    for (int i = 0; i < 1204; ++i) p.panel.print("more\n", Stream::out);
    p.step();
    CHECK(p.rows().front() == top);
    CHECK(last() == "\xE2\x86\x93 1,204 new lines   Ctrl-End");
    p.step();
    p.mouse(p.rect.x + p.rect.width - 60, p.rect.y + p.rect.height - 20, InputEvent::Action::press);
    p.mouse(p.rect.x + p.rect.width - 60, p.rect.y + p.rect.height - 20, InputEvent::Action::release);
    CHECK(last() == ">>> ");
    p.wheel(5);
    p.panel.print("one more\n", Stream::out);
    p.step();
    CHECK(last() == "\xE2\x86\x93 1 new line   Ctrl-End");
    p.type(U"x");
    CHECK(last() == ">>> x");
    p.wheel(5);
    p.panel.print("one more\n", Stream::out);
    p.press(key::end, key::control);
    CHECK(last() == ">>> x");
}
