// The find bar in the console and in the script editor.
#include "text/view/find_bar.h"

#include <doctest/doctest.h>

#include "gimbal/console/text_pane.h"
#include "tests/panel/panel_fixture.h"
#include "tests/support/endless_loop.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

#define AT_BOTH_SPEEDS(panel)                                                                                          \
    int frame_ms = 0;                                                                                                  \
    SUBCASE("fast frames") { frame_ms = 0; }                                                                           \
    SUBCASE("slow frames") { frame_ms = 60; }                                                                          \
    PanelUnderTest panel(frame_ms)

struct EditorUnderTest {
    std::string clipboard;
    double now = 0;
    TextPane pane;
    EditorUnderTest() : pane(options(), clipboard_of_test()) {}
    static TextPaneOptions options() {
        TextPaneOptions options;
        options.editable = options.line_numbers = true;
        options.wrap = false;
        return options;
    }
    Clipboard clipboard_of_test() {
        Clipboard test;
        test.set = [this](std::string text) { clipboard = std::move(text); };
        test.get = [this](std::function<void(std::string)> done) { done(clipboard); };
        return test;
    }
    EditorUnderTest& step(std::vector<InputEvent> input = {}) {
        now += 1.0 / 60;
        for (InputEvent& event : input) event.time = now;
        ImGuiWithoutWindow& imgui = ImGuiWithoutWindow::shared();
        imgui.frame([&] { pane.draw({782, 60, 500, 208}, imgui.style, input, true, now); });
        return *this;
    }
    EditorUnderTest& press(int code, int mods = 0) { return step({key_event(code, mods)}).step().step(); }
    EditorUnderTest& type(std::u32string_view text) { return step(typing(text)).step().step(); }
    std::string bar() const { return pane.rows().front().text; }
};

constexpr int f3 = key::f1 + 2;
const int control = key::control, shift = key::shift;

}  // namespace

TEST_CASE("Ctrl-F finds upwards from the end of the console, Enter continues and Shift-Enter goes back") {
    AT_BOTH_SPEEDS(p);
    p.run(U"for i in range(200): print('entry', i)\n\n");
    p.press(key::letter('F'), control).type(U"entry 1").step();
    CHECK(p.rows().front() == "Find  entry 1  111 of 111  Aa");
    CHECK(p.panel.has_selection());
    p.step({key_event(key::enter, shift)});
    p.step();
    CHECK(p.rows().front() == "Find  entry 1  110 of 111  Aa");
    CHECK(p.shows("entry 198"));
    p.press(key::enter).press(key::enter).step();
    CHECK(p.rows().front() == "Find  entry 1  1 of 111  Aa");
    CHECK(p.shows("\nentry 1\n"));
    p.press(f3).press(f3).step();
    CHECK(p.rows().front() == "Find  entry 1  3 of 111  Aa");
    p.press(key::escape).press(key::letter('C'), control);
    CHECK(p.clipboard == "entry 1");  // the match is still selected
    CHECK(p.panel.typed().empty());
    p.type(U"x");
    CHECK(p.panel.typed() == "x");
    CHECK(p.rows().back() == ">>> x");
}

TEST_CASE("the count follows the output of a run while find is open, and the match keeps its number and place") {
    PanelUnderTest p;
    p.run(U"print('needle 1')\n");
    p.press(key::letter('F'), control).type(U"needle").step();
    CHECK(p.rows().front() == "Find  needle  2 of 2  Aa");  // the echo contains one too
    p.panel.print("needle 2\nneedle 3\n", Stream::out);
    p.step();
    p.step();
    CHECK(p.rows().front() == "Find  needle  2 of 4  Aa");
    p.press(key::letter('C'), control);
    CHECK(p.clipboard == "needle");
}

TEST_CASE("the find bar is above the text and never covers the prompt") {
    PanelUnderTest p;
    p.press(key::letter('L'), control).press(key::letter('F'), control);
    std::vector<std::string> rows = p.rows();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0] == "Find      Aa");
    CHECK(rows[1] == ">>> ");
    CHECK(p.panel.rows()[1].has_caret);
    p.mouse(p.x_of(4), p.y_of(0) + 34, InputEvent::Action::press)
        .mouse(p.x_of(4), p.y_of(0) + 34, InputEvent::Action::release);
    p.type(U"1 + 1");  // a click gives the keyboard back to the text; the bar stays open
    CHECK(p.panel.typed() == "1 + 1");
    CHECK(p.rows()[0] == "Find      Aa");
    p.press(key::escape);
    CHECK(p.rows()[0] == ">>> 1 + 1");
}

TEST_CASE("a match inside a folded result unfolds it") {
    PanelUnderTest p;
    p.run(U"class Long:\ndef __repr__(self): return '\\n'.join(f'row {i}' for i in range(500))\n\nLong()\n");
    CHECK_FALSE(p.shows("row 321"));
    p.press(key::letter('F'), control).type(U"row 321").step();
    CHECK(p.rows().front() == "Find  row 321  1 of 1  Aa");
    CHECK(p.shows("row 320\nrow 321\nrow 322"));
}

TEST_CASE("a hundred thousand lines are searched over several frames") {
    PanelUnderTest p(0, {}, 200000);
    std::string text;
    for (int i = 0; i < 100000; ++i) text += "some line of output with a number in it: " + std::to_string(i) + "\n";
    p.panel.print(text, Stream::out);
    p.step();
    p.press(key::letter('F'), control).type(U"OUTPUT");
    CHECK(p.rows().front().find("\xE2\x80\xA6") != std::string::npos);  // still counting
    CHECK(p.panel.next_tick() < 1e9);
    p.wait_until("the whole count", [&] { return p.rows().front() == "Find  OUTPUT  100,000 of 100,000  Aa"; });
    p.press(key::letter('C'), key::alt);
    p.wait_until("none in capitals", [&] { return p.rows().front() == "Find  OUTPUT  not found  [Aa]"; });
}

TEST_CASE("Ctrl-C in the find field stops the run if nothing is selected there") {
    PanelUnderTest p;
    p.type(typed_endless_loop);
    p.wait_until_running();
    p.press(key::letter('F'), control).press(key::letter('C'), control);
    p.settle();
    CHECK(p.shows("KeyboardInterrupt"));
}

TEST_CASE(
    "in the script editor find starts at the caret, takes over the selection, and leaves the caret at the match") {
    EditorUnderTest p;
    p.pane.set_text("alpha beta\nbeta gamma\nBETA\n");
    p.pane.go_to_line(2);
    p.step().press(key::letter('F'), control).type(U"beta");
    CHECK(p.bar() == "Find  beta  2 of 3  Aa");
    p.press(key::enter);
    CHECK(p.bar() == "Find  beta  3 of 3  Aa");
    p.press(key::enter);
    CHECK(p.bar() == "Find  beta  1 of 3  Aa");
    p.press(key::letter('C'), key::alt);
    CHECK(p.bar() == "Find  beta  1 of 2  [Aa]");
    p.press(key::escape);
    CHECK(p.pane.selected_text() == "beta");
    CHECK(p.pane.caret_line() == 1);
    p.type(U"delta");
    CHECK(p.pane.text() == "alpha delta\nbeta gamma\nBETA\n");
    p.pane.select_all();
    p.press(key::home, control).press(key::right, control | shift).press(key::letter('F'), control);
    CHECK(p.bar().starts_with("Find  alpha"));
}

TEST_CASE("Ctrl-H replaces one match or all, and one undo reverts replace all") {
    EditorUnderTest p;
    const std::string before = "a = one\nb = one + one\n# none\n";
    p.pane.set_text(before);
    p.step().press(key::letter('H'), control).type(U"one").press(key::tab).type(U"two");
    CHECK(p.bar() == "Find  one  1 of 4  Aa");
    CHECK(p.pane.rows()[1].text == "Replace with  two");
    p.press(key::enter);
    CHECK(p.pane.text() == "a = two\nb = one + one\n# none\n");
    CHECK(p.bar() == "Find  one  1 of 3  Aa");
    p.press(key::enter, control);
    CHECK(p.pane.text() == "a = two\nb = two + two\n# ntwo\n");
    p.press(key::escape).press(key::letter('Z'), control);
    CHECK(p.pane.text() == "a = two\nb = one + one\n# none\n");
    p.press(key::letter('Z'), control);
    CHECK(p.pane.text() == before);
}

TEST_CASE("replacing all is one edit for each line, so a long line takes no longer than many short ones") {
    EditorUnderTest p;
    p.pane.set_text("x\n-xx-x\n-\nxxx");
    p.step().press(key::letter('H'), control).type(U"x").press(key::tab).type(U"xyx");
    const std::uint64_t before = p.pane.revision();
    p.press(key::enter, control);
    CHECK(p.pane.text() == "xyx\n-xyxxyx-xyx\n-\nxyxxyxxyx");
    CHECK(p.pane.revision() == before + 3);
    p.press(key::escape).press(key::letter('Z'), control);
    CHECK(p.pane.text() == "x\n-xx-x\n-\nxxx");
}

TEST_CASE("the find field is a normal text field: editing and pasting work") {
    EditorUnderTest p;
    p.pane.set_text("first\nsecond\n");
    p.clipboard = "secon\nmore";
    p.step().press(key::letter('F'), control).press(key::letter('V'), control);
    CHECK(p.bar() == "Find  secon  1 of 1  Aa");
    p.press(key::backspace).press(key::backspace);
    CHECK(p.bar() == "Find  sec  1 of 1  Aa");
    p.press(key::letter('A'), control).press(key::letter('X'), control);
    CHECK(p.clipboard == "sec");
    CHECK(p.bar() == "Find      Aa");
    CHECK(p.pane.text() == "first\nsecond\n");
}
