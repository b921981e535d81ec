// The keys for everything that the mouse can do above the prompt: selecting and copying runs, folds, links, the menu,
// the queue.
#include <doctest/doctest.h>

#include "gimbal/console/imgui_compat.h"
#include "panel/log/run_ranges.h"
#include "tests/panel/panel_fixture.h"
#include "tests/support/endless_loop.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

constexpr int control = key::control, alt = key::alt, shift = key::shift;

std::string copied(PanelUnderTest& p) {
    p.clipboard.clear();
    p.press(key::letter('C'), control | shift);
    return p.clipboard;
}

// Clicks a line of the open menu. Its rows are the last ones.
void choose(PanelUnderTest& p, const std::string& words, float x, float y) {
    const std::vector<std::string> rows = p.rows();
    const int first = p.row_of("Copy  (not here)"), wanted = p.row_of(words);
    REQUIRE(first >= 0);
    REQUIRE(wanted >= first);
    float line = static_cast<float>(wanted - first) + 0.5f;
    y += ImGui::GetStyle().WindowPadding.y + line * ImGui::GetTextLineHeightWithSpacing() +
         2 * (1 + ImGui::GetStyle().ItemSpacing.y);  // two separators
    for (const bool down : {false, false, true, false}) {
        const bool buttons[5] = {down};
        gimbal::compat::set_mouse({x + 40, y}, buttons);
        p.step();
    }
    p.step();
}

}  // namespace

TEST_CASE("the last range before a line is found by its first line") {
    RunRanges ranges;
    ranges.add({.run = 1, .begin = 2, .output = 3});
    ranges.add({.run = 2, .begin = 7, .output = 8});
    CHECK(ranges.last_before(2) == nullptr);
    CHECK(ranges.last_before(3)->run == 1);
    CHECK(ranges.last_before(7)->run == 1);
    CHECK(ranges.last_before(100)->run == 2);
}

TEST_CASE("Alt with the page keys goes from run to run and then to the prompt, and Ctrl-C copies the run") {
    int frame_ms = 0;
    SUBCASE("fast frames") { frame_ms = 0; }
    SUBCASE("slow frames") { frame_ms = 60; }
    PanelUnderTest p(frame_ms);
    p.run(U"print('first')\n").run(U"for i in range(2): print(i)\n\n").run(U"'third'\n").type(U"half");
    p.press(key::page_up, alt);
    CHECK(copied(p) == ">>> 'third'\n'third'");
    p.press(key::page_up, alt);
    CHECK(copied(p) == ">>> for i in range(2): print(i)\n0\n1");
    CHECK(p.primary == p.clipboard);
    p.press(key::page_up, alt).press(key::page_up, alt);  // there is none above
    CHECK(copied(p) == ">>> print('first')\nfirst");
    p.press(key::page_down, alt);
    CHECK(copied(p).starts_with(">>> for"));
    p.press(key::page_down, alt).press(key::page_down, alt);
    CHECK(copied(p) == "");
    CHECK(p.panel.typed() == "half");
    p.type(U"x");
    CHECK(p.panel.typed() == "halfx");
}

TEST_CASE("Shift with the movement keys changes a selection above the prompt, which stays above") {
    PanelUnderTest p;
    p.run(U"print('alpha beta'); print('gamma')\n").type(U"half");
    p.press(key::page_up, alt);
    p.press(key::up, shift);
    CHECK(copied(p) == ">>> print('alpha beta'); print('gamma')\nalpha");
    p.press(key::right, shift | control);
    CHECK(copied(p).ends_with("\nalpha beta"));
    p.press(key::left, shift);
    CHECK(copied(p).ends_with("\nalpha bet"));
    p.press(key::home, shift).press(key::left, shift);
    CHECK(copied(p) == ">>> print('alpha beta'); print('gamma')");
    p.press(key::right, shift).press(key::right, shift);
    CHECK(copied(p).ends_with("\na"));
    p.press(key::end, shift | control);
    CHECK(copied(p).ends_with("\ngamma"));
    p.press(key::down, shift);
    CHECK(copied(p).ends_with("\ngamma"));
    CHECK(p.primary == p.clipboard);
    p.press(key::escape).press(key::left, shift);  // nothing is selected above, so the prompt's text is
    CHECK(copied(p) == "f");
}

TEST_CASE("F2 and F8 use the selected run first, and Shift-F8 continues up the traceback") {
    PanelUnderTest p;
    p.run(U"exec(compile('\\ndef f(): 1 / 0\\n', '/some/f.py', 'exec'))\n");
    p.run(U"exec(compile('\\n\\nf()', '/some/g.py', 'exec'))\n");
    p.run(U"list(range(1000))\n").run(U"list(range(2000))\n");
    p.press(key::f1 + 7);
    CHECK(p.opened.back() == "/some/f.py:2");
    p.press(key::f1 + 7, shift);
    CHECK(p.opened.back() == "/some/g.py:3");
    p.run(U"exec(compile('1 / 0', '/some/h.py', 'exec'))\n");
    p.press(key::f1 + 7);
    CHECK(p.opened.back() == "/some/h.py:1");
    p.press(key::page_up, alt).press(key::page_up, alt).press(key::page_up, alt).press(key::page_up, alt);
    p.press(key::f1 + 7);
    CHECK(p.opened.back() == "/some/f.py:2");
    p.press(key::page_down, alt);  // the first of two long results
    p.press(key::f1 + 1);
    p.press(key::end, alt);
    CHECK(p.shows("F2 unfolds"));  // the other one is still folded
    p.press(key::page_down, alt);
    CHECK(p.shows("F2 folds"));
    p.press(key::home, alt);
    CHECK(p.rows().front().starts_with("Python "));
}

TEST_CASE("a key opens the menu of the last run, of the selected run, and of the queue") {
    PanelUnderTest p;
    p.run(U"print('the output')\n").run(U"quiet = 1\n");
    p.press(key::menu);
    p.step();
    CHECK(p.shows("Copy input of this run\nCopy output of this run  (not here)\n"));
    bool none[5] = {};
    gimbal::compat::set_mouse({1500, 20}, none);
    for (const bool down : {true, false}) {  // a click elsewhere closes it
        const bool buttons[5] = {down};
        gimbal::compat::set_mouse({1500, 20}, buttons);
        p.step();
    }
    p.step();
    REQUIRE_FALSE(p.shows("Copy input of this run"));
    p.press(key::page_up, alt).press(key::page_up, alt).press(key::f10, shift);
    p.step();
    CHECK(p.shows("Copy input of this run\nCopy output of this run\n"));
    gimbal::compat::set_mouse({1500, 20}, none);
    for (const bool down : {true, false}) {
        const bool buttons[5] = {down};
        gimbal::compat::set_mouse({1500, 20}, buttons);
        p.step();
    }
    p.press(key::escape).press(key::letter('L'), control);
    p.type(typed_endless_loop);
    p.wait_until_running();
    p.type(U"'one'\n'two'\n");
    p.wait_for("queued  2  'two'");
    const float x = p.x_of(4), y = p.y_of(p.row_of(">>> ") + 3) + 10;
    p.press(key::menu);
    p.step();
    REQUIRE(p.shows("Take out of the queue: 1  'one'"));
    choose(p, "Take out of the queue: 1", x, y);
    p.wait_until("the second alone", [&] { return p.shows("queued  1  'two'"); });
    CHECK(p.shows("1 queued run was not run: 'one'"));
}

TEST_CASE("a key pastes the primary selection, as the middle button does") {
    PanelUnderTest p;
    p.primary = "selected";
    p.clipboard = "copied";
    p.press(key::letter('V'), control | alt);
    CHECK(p.panel.typed() == "selected");
}
