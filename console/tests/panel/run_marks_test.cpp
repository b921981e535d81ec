// Which lines are whose: marks of runs, and what is copied by them.
#include "panel/log/run_ranges.h"
#include "panel/run_words.h"

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

// From the first cell of one row to behind the last of another.
void select_rows(PanelUnderTest& p, int first, int last) {
    p.mouse(p.x_of(0), p.y_of(first), InputEvent::Action::press).move(p.x_of(80), p.y_of(last));
    p.mouse(p.x_of(80), p.y_of(last), InputEvent::Action::release);
}

}  // namespace

TEST_CASE("ranges are found by their lines, end where the next begins, and go with the scrollback's front") {
    RunRanges ranges;
    ranges.add({.run = 1, .begin = 2, .output = 4});
    CHECK(ranges.at(1) == nullptr);
    CHECK(ranges.at(1000)->run == 1);  // still running: all below is its output
    ranges.close(1, 10);
    CHECK(ranges.at(9)->run == 1);
    CHECK(ranges.at(10) == nullptr);
    ranges.add({.begin = 12, .output = 13});
    ranges.set_last_run(2);
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

TEST_CASE("a mark says how long a run took, and nothing of one that was done in no time") {
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

TEST_CASE("the first line of a run's echo carries its mark, at every end a run can have") {
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
    CHECK(p.text().find("interrupted") == std::string::npos);  // no part of the text
}

TEST_CASE("a cell that waited is marked on its own echo, a line too long for it has none") {
    PanelUnderTest p;
    p.type(U"import time; time.sleep(0.2)\n").type(U"1 / 0\n");
    p.settle();
    CHECK(remark_in(p, ">>> import time; time.sleep(0.2)").ends_with(" s"));
    CHECK(remark_in(p, ">>> 1 / 0").starts_with("\xC3\x97 failed"));
    const std::u32string long_line = std::u32string(80, U'1') + U" / 0";
    p.run(long_line + U"\n");
    CHECK(remark_in(p, ">>> " + std::string(80, '1') + " / 0") == "");
}

TEST_CASE("a script file's run is marked on the line that names it") {
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

TEST_CASE(
    "without prompts a selection's input is copied as it can be run, across runs and up to the line being typed") {
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
    CHECK(p.clipboard == "out 0\nout 1");  // no input in it: as it stands
}

TEST_CASE("all that was entered is copied as a script, failed runs too, runs that were taken back not") {
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

TEST_CASE("a name that was asked about is a comment in what is copied to be run") {
    PanelUnderTest p;
    p.press(key::letter('L'), control);
    p.run(U"a = 1\n").run(U"a?\n");
    p.wait_for("int");
    p.run(U"b = 2\n")
        .type(U"?b")
        .press(key::enter, control);  // run at once: Python's error, and no line of a script either
    p.settle();
    p.press(key::letter('S'), control_alt);
    CHECK(p.clipboard == "a = 1\n# a?\nb = 2\n# ?b\n");
    select_rows(p, 0, p.row_of(">>> b = 2"));
    p.press(key::letter('C'), control_alt);
    CHECK(p.clipboard == "a = 1\n# a?\nb = 2");
}

TEST_CASE("the right button offers what can be done with the run under it") {
    PanelUnderTest p;
    p.run(U"print('the output')\n");
    p.mouse(p.x_of(2), p.y_of(p.row_of(">>> print")), InputEvent::Action::press, 1, 1);
    p.step();
    CHECK(p.shows("Copy  (not here)\nCopy without prompts  (not here)\nCopy input of this run\nCopy output of this "
                  "run\nCopy all as a script\nPaste\nFind\nClear\n"));
    // Its menu is ImGui's: the fourth line, below the padding, then nothing more is open.
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

TEST_CASE("ranges are dropped with the lines they are of, and cleared with them") {
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
