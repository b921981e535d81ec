// The lines of each run: its mark, and copying by runs.
#include "panel/log/run_ranges.h"
#include "panel/log/run_words.h"

#include <doctest/doctest.h>

#include <fstream>

#include "gimbal/console/imgui_compat.h"
#include "tests/panel/panel_fixture.h"
#include "tests/support/endless_loop.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

constexpr int control = key::control, alt = key::alt, control_alt = key::control | key::alt;

std::string remark_in(const PanelUnderTest& p, const std::string& row) {
    for (const PanelRow& one : p.panel.rows())
        if (one.text == row) return one.remark;
    return "(no such row)";
}

// Selects from the first cell of one row to the end of another.
void select_rows(PanelUnderTest& p, int first, int last) {
    p.mouse(p.x_of(0), p.y_of(first), InputEvent::Action::press).move(p.x_of(80), p.y_of(last));
    p.mouse(p.x_of(80), p.y_of(last), InputEvent::Action::release);
}

}  // namespace

TEST_CASE(
    "ranges are found by their lines, end where the next begins, and are dropped with the scrollback's first lines") {
    RunRanges ranges;
    ranges.add({.run = 1, .begin = 2, .output = 4});
    CHECK(ranges.at(1) == nullptr);
    CHECK(ranges.at(1000)->run == 1);  // still running, so all lines below are its output
    ranges.close(1, 10);
    CHECK(ranges.at(9)->run == 1);
    CHECK(ranges.at(10) == nullptr);
    ranges.add({.run = 2, .begin = 12, .output = 13});
    ranges.add({.run = 3, .begin = 20, .output = 21});
    CHECK(ranges.at(19)->run == 2);
    ranges.close(2, 25);
    CHECK(ranges.of(2)->begin == 12);
    CHECK(ranges.of(2)->end == 20);
    CHECK(ranges.at(20)->run == 3);
    CHECK(ranges.first_ending_after(10)->run == 2);
    CHECK(ranges.next(ranges.at(9))->run == 2);
    CHECK(ranges.next(ranges.last()) == nullptr);
    ranges.drop_before(10);
    CHECK(ranges.of(1) == nullptr);
    CHECK(ranges.at(12)->run == 2);
    ranges.close(1, 30);
    CHECK(ranges.of(1) == nullptr);
}

TEST_CASE("a mark shows how long a run took, and a short successful run has none") {
    const auto words = [](RunState state, double seconds) {
        const auto remark = remark_on({.state = state}, seconds);
        return remark ? remark->words : std::string();
    };
    CHECK(words(RunState::done, 0.09) == "");
    CHECK(words(RunState::done, 1.26) == "1.3 s");
    CHECK(words(RunState::failed, 0.01) == "\xC3\x97 failed");
    CHECK(words(RunState::failed, 2) == "\xC3\x97 failed  2.0 s");
    CHECK(words(RunState::interrupted, 75) == "\xE2\x96\xA0 interrupted  1:15 min");
    CHECK(words(RunState::queued, 5) == "");
    CHECK(remark_on({.removed = true}, 0)->words == "not run");
    CHECK(words(RunState::running, 0.05) == "");
    CHECK(words(RunState::running, 0.2) == "\xE2\x97\x8F running");
}

TEST_CASE("the first line of a run's echo has the mark for each final state") {
    int frame_ms = 0;
    SUBCASE("fast frames") { frame_ms = 0; }
    SUBCASE("slow frames") { frame_ms = 60; }
    PanelUnderTest p(frame_ms);
    p.run(U"1 + 1\n").run(U"1 / 0\n");
    CHECK(remark_in(p, ">>> 1 + 1") == "");
    CHECK(remark_in(p, ">>> 1 / 0").starts_with("\xC3\x97 failed"));
    p.run(U"for i in range(2):\n__import__('time').sleep(0.1)\n\n");
    CHECK(remark_in(p, ">>> for i in range(2):").ends_with(" s"));
    CHECK(remark_in(p, "...     __import__('time').sleep(0.1)") == "");
    p.type(typed_endless_loop);
    p.wait_until("the mark", [&] { return remark_in(p, ">>> " + endless_loop) == "\xE2\x97\x8F running"; });
    p.press(key::letter('C'), control);
    p.settle();
    INFO(remark_in(p, ">>> " + endless_loop), p.text());
    CHECK(remark_in(p, ">>> " + endless_loop).starts_with("\xE2\x96\xA0 interrupted"));
    CHECK(p.text().find("interrupted") == std::string::npos);  // the mark is not part of the text
}

TEST_CASE("a queued cell has its mark on its own echo, and a line that is too long has none") {
    PanelUnderTest p;
    p.type(U"import time; time.sleep(0.2)\n").type(U"1 / 0\n");
    p.settle();
    CHECK(remark_in(p, ">>> import time; time.sleep(0.2)").ends_with(" s"));
    CHECK(remark_in(p, ">>> 1 / 0").starts_with("\xC3\x97 failed"));
    const std::u32string long_line = std::u32string(80, U'1') + U" / 0";
    p.run(long_line + U"\n");
    CHECK(remark_in(p, ">>> " + std::string(80, '1') + " / 0") == "");
}

TEST_CASE("the run of a script file has its mark on the line that names the file") {
    TemporaryFolder folder;
    const std::filesystem::path file = folder.path / "fails.py";
    std::ofstream(file) << "raise ValueError('here')\n";
    PanelUnderTest p;
    p.engine.submit_file(file);
    p.wait_for("ValueError: here");
    p.settle();
    bool found = false;
    for (const PanelRow& row : p.panel.rows())
        if (row.text.starts_with("run ")) found = row.remark.starts_with("\xC3\x97 failed");
    CHECK(found);
}

TEST_CASE("copying without prompts gives runnable input, across runs and including the line being typed") {
    PanelUnderTest p;
    p.press(key::letter('L'), control);
    p.run(U"for i in range(2):\nprint('out', i)\n\n").run(U"a = 1\n").type(U"b = 2");
    REQUIRE(p.row_of(">>> for i") == 0);
    select_rows(p, 0, 6);
    p.press(key::letter('C'), control);
    CHECK(p.clipboard == ">>> for i in range(2):\n...     print('out', i)\nout 0\nout 1\n>>> a = 1\n>>> b = 2");
    select_rows(p, 0, 6);
    p.press(key::letter('C'), control_alt);
    CHECK(p.clipboard == "for i in range(2):\n    print('out', i)\na = 1\nb = 2");
    p.mouse(p.x_of(8), p.y_of(0), InputEvent::Action::press).move(p.x_of(9), p.y_of(1));
    p.mouse(p.x_of(9), p.y_of(1), InputEvent::Action::release);
    p.press(key::letter('C'), control_alt);
    CHECK(p.clipboard == "i in range(2):\n    p");
    select_rows(p, 2, 3);
    p.press(key::letter('C'), control_alt);
    CHECK(p.clipboard == "out 0\nout 1");  // without input it is copied unchanged
}

TEST_CASE("all input is copied as a script, including failed runs and excluding runs removed from the queue") {
    PanelUnderTest p;
    p.run(U"import math\n").run(U"1 / 0\n").run(U"if math:\nprint('yes')\n\n");
    p.type(typed_endless_loop);
    p.wait_until_running();
    p.type(U"'never run'\n").press(key::del);
    p.step();
    p.press(key::letter('C'), control);
    p.settle();
    p.press(key::letter('L'), control).press(key::letter('S'), control_alt);
    CHECK(p.clipboard == "import math\n1 / 0\nif math:\n    print('yes')\n" + endless_loop + "\n");
}

TEST_CASE("name? becomes a comment in the copied input") {
    PanelUnderTest p;
    p.press(key::letter('L'), control);
    p.run(U"a = 1\n").run(U"a?\n");
    p.wait_for("int");
    p.run(U"b = 2\n")
        .type(U"?b")
        .press(key::enter, control);  // Ctrl-Enter gives Python's error, and it is not a line of a script either
    p.settle();
    p.press(key::letter('S'), control_alt);
    CHECK(p.clipboard == "a = 1\n# a?\nb = 2\n# ?b\n");
    select_rows(p, 0, p.row_of(">>> b = 2"));
    p.press(key::letter('C'), control_alt);
    CHECK(p.clipboard == "a = 1\n# a?\nb = 2");
}

TEST_CASE("the right button opens a menu for the run under the pointer") {
    PanelUnderTest p;
    p.run(U"print('the output')\n");
    p.mouse(p.x_of(2), p.y_of(p.row_of(">>> print")), InputEvent::Action::press, 1, 1);
    p.step();
    CHECK(p.shows("Copy  (not here)\nCopy without prompts  (not here)\nCopy input of this run\nCopy output of this "
                  "run\nCopy session as a script\nPaste\nFind\nClear console\n"));
    // Click the fourth line of the menu, below the padding. That closes the menu.
    const float x = p.x_of(2) + 40, y = p.y_of(p.row_of(">>> print")) + ImGui::GetStyle().WindowPadding.y +
                                        3.5f * ImGui::GetTextLineHeightWithSpacing();
    for (const bool down : {false, false, true, false}) {
        const bool buttons[5] = {down};
        gimbal::compat::set_mouse({x, y}, buttons);
        p.step();
    }
    p.step();
    CHECK(p.clipboard == "the output\n");
    CHECK_FALSE(p.shows("Copy input of this run"));
}

TEST_CASE("ranges are dropped and cleared with their lines") {
    PanelUnderTest p(0, {}, 200);
    p.run(U"for i in range(5000): print('a line of output', i)\n\n").run(U"'later'\n");
    select_rows(p, 0, p.row_of(">>> 'later'"));
    p.press(key::letter('C'), control_alt);
    CHECK(p.clipboard.find("'later'") != std::string::npos);
    CHECK(p.clipboard.find("a line of output") == std::string::npos);
    p.type(U"import time; time.sleep(0.3); 1 / 0\n").press(key::letter('L'), control);
    p.settle();
    CHECK(p.run(U"'after'\n").shows(">>> 'after'\n'after'\n"));
}
