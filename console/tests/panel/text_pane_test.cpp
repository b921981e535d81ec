// TextPane as a script editor and as a log.
#include "gimbal/console/text_pane.h"

#include <doctest/doctest.h>

#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

struct PaneUnderTest {
    std::string clipboard;
    double now = 0;
    TextPane pane;

    explicit PaneUnderTest(TextPaneOptions options) : pane(options, clipboard_of_test()) {}
    Clipboard clipboard_of_test() {
        Clipboard test;
        test.set = [this](std::string text) { clipboard = std::move(text); };
        test.get = [this](std::function<void(std::string)> done) { done(clipboard); };
        return test;
    }
    PaneUnderTest& step(std::vector<InputEvent> input = {}, bool focused = true) {
        now += 1.0 / 60;
        for (InputEvent& event : input) event.time = now;
        ImGuiWithoutWindow& imgui = ImGuiWithoutWindow::shared();
        imgui.frame([&] { pane.draw({782, 60, 500, 208}, imgui.style, input, focused, now); });  // ten rows
        return *this;
    }
    PaneUnderTest& press(int code, int mods = 0) { return step({key_event(code, mods)}); }
    std::string caret_row() const {
        for (const PanelRow& row : pane.rows())
            if (row.has_caret) return row.text;
        return "(not on screen)";
    }
};

TextPaneOptions script_options() {
    TextPaneOptions options;
    options.editable = options.line_numbers = true;
    options.highlight = Highlight::python;
    return options;
}

std::string numbered_lines(int count) {
    std::string text;
    for (int i = 1; i <= count; ++i) text += "line " + std::to_string(i) + "\n";
    return text;
}

}  // namespace

TEST_CASE("the script editor types, undoes, and tracks whether it is saved") {
    PaneUnderTest p(script_options());
    p.pane.set_text("a = 1\n");
    std::uint64_t before = p.pane.revision();
    p.step(typing(U"if x:\ny"));
    CHECK(p.pane.text() == "if x:\n    ya = 1\n");
    CHECK(p.pane.modified());
    CHECK(p.pane.revision() != before);
    while (p.pane.can_undo()) p.press(key::letter('Z'), key::control);
    CHECK(p.pane.text() == "a = 1\n");
    CHECK_FALSE(p.pane.modified());
    p.pane.redo();
    p.pane.mark_saved();
    CHECK_FALSE(p.pane.modified());
}

TEST_CASE("a file is shown from its start, and go_to_line scrolls to a line") {
    PaneUnderTest p(script_options());
    p.step();
    p.pane.set_text(numbered_lines(1000));
    p.step();
    CHECK(p.pane.rows().front().text == "line 1");
    p.pane.go_to_line(500);
    p.step();
    CHECK(p.caret_row() == "line 500");
    CHECK(p.pane.caret_line() == 500);
    p.press(key::home, key::control);
    CHECK(p.pane.rows().front().text == "line 1");
    p.press(key::page_down).press(key::page_down);
    CHECK(p.caret_row() == "line 19");
    p.press(key::end, key::control);
    CHECK(p.pane.rows().front().text != "line 1");
    CHECK(p.pane.caret_line() == 1001);
}

TEST_CASE("up and down move by rows on screen and keep the column") {
    PaneUnderTest p(script_options());
    p.pane.set_text(std::string(100, 'x') + "\nab\n" + std::string(30, 'y'));
    p.pane.go_to_line(3);
    p.step();
    for (int i = 0; i < 20; ++i) p.press(key::right);
    p.press(key::up);
    CHECK(p.caret_row() == "ab");
    p.press(key::up);
    CHECK(p.pane.caret_line() == 1);
    p.press(key::up);
    CHECK(p.pane.caret_line() == 1);
    p.press(key::down).press(key::down).press(key::down);
    CHECK(p.pane.caret_line() == 3);
    p.step(typing(U"|"));
    CHECK(p.pane.text().ends_with(std::string(20, 'y') + "|" + std::string(10, 'y')));
}

TEST_CASE("cut, copy, paste and select all go through the clipboard") {
    PaneUnderTest p(script_options());
    p.pane.set_text("one\ntwo");
    p.step().press(key::letter('A'), key::control).press(key::letter('X'), key::control);
    CHECK(p.clipboard == "one\ntwo");
    CHECK(p.pane.text().empty());
    p.press(key::letter('V'), key::control).press(key::letter('V'), key::control);
    CHECK(p.pane.text() == "one\ntwoone\ntwo");
    CHECK_FALSE(p.pane.has_selection());
}

TEST_CASE("the owner sees keys first, and no key is read without focus") {
    struct Saving : KeyHandler {
        int saved = 0;
        bool on_key(const InputEvent& event) override {
            return event.code == key::letter('S') && event.mods == key::control && ++saved;
        }
    } owner;
    TextPaneOptions options = script_options();
    options.keys = &owner;
    PaneUnderTest p(options);
    p.press(key::letter('S'), key::control);
    CHECK(owner.saved == 1);
    p.step(typing(U"abc"), false);
    CHECK(p.pane.text().empty());
    p.step(typing(U"abc"), true);
    CHECK(p.pane.text() == "abc");
}

TEST_CASE("a mark shows its words, follows its line and goes away when the line is edited") {
    PaneUnderTest p(script_options());
    p.pane.set_text("a = 1\nb = 1 / 0\nc = 3\n");
    p.pane.mark_line(2, rgb(0xFF0000), "ZeroDivisionError: division by zero\nand a second line");
    p.step();
    CHECK(p.pane.rows()[1].text == "b = 1 / 0   ZeroDivisionError: division by zero");
    p.step(typing(U"# above\n"));  // the caret is in the first line
    CHECK(p.pane.marked_line() == 3);
    CHECK(p.pane.rows()[2].text.starts_with("b = 1 / 0   ZeroDivisionError"));
    p.pane.go_to_line(4);
    p.step(typing(U"x"));
    CHECK(p.pane.marked_line() == 3);
    while (p.pane.can_undo()) p.pane.undo();
    p.step();
    CHECK(p.pane.text() == "a = 1\nb = 1 / 0\nc = 3\n");
    CHECK(p.pane.marked_line() == 2);
    p.pane.go_to_line(2);
    p.step(typing(U"x"));
    CHECK(p.pane.marked_line() == 0);
    CHECK(p.pane.rows()[1].text == "xb = 1 / 0");
}

TEST_CASE("words that do not fit after their line are cut, or left out") {
    TextPaneOptions options = script_options();
    options.wrap = false;
    PaneUnderTest p(options);
    p.pane.set_text(std::string(30, 'x') + "\n" + std::string(80, 'y'));
    p.pane.mark_line(1, rgb(0xFF0000), std::string(100, 'w'));
    p.step();
    const std::string row = p.pane.rows()[0].text;
    CHECK(row.starts_with(std::string(30, 'x') + "   www"));
    CHECK(row.ends_with("w\xE2\x80\xA6"));
    CHECK(row.size() < 70);
    p.pane.mark_line(2, rgb(0xFF0000), "TypeError");
    p.step();
    CHECK(p.pane.rows()[1].text == std::string(80, 'y'));
}

TEST_CASE("reloading a text keeps caret, view and undo") {
    PaneUnderTest p(script_options());
    p.pane.set_text(numbered_lines(100));
    p.pane.go_to_line(60);
    p.step().press(key::right);
    const std::string top = p.pane.rows().front().text;
    p.pane.reload("new first line\n" + numbered_lines(100));
    p.step();
    CHECK(p.pane.caret_line() == 61);
    CHECK(p.caret_row() == "line 60");
    CHECK(p.pane.rows().front().text == top);
    CHECK_FALSE(p.pane.modified());
    p.pane.reload(numbered_lines(100));
    p.step();
    CHECK(p.pane.caret_line() == 60);
    CHECK(p.pane.rows().front().text == top);
    p.pane.undo();
    CHECK(p.pane.text() == "new first line\n" + numbered_lines(100));
    CHECK(p.pane.modified());
}

TEST_CASE("the cell under the caret has a bar, and advancing shows the whole next cell") {
    TextPaneOptions options = script_options();
    options.cells = true;
    PaneUnderTest p(options);
    std::string text;
    for (const char* cell : {"a", "b", "c"}) text += std::string("# %% ") + cell + "\n" + numbered_lines(6);
    p.pane.set_text(text);
    p.step();
    CHECK(p.pane.cell_lines() == LineSpan{0, 6});
    p.pane.advance_past(p.pane.cell());
    p.step();
    CHECK(p.caret_row() == "# %% b");
    CHECK(p.pane.cell_lines() == LineSpan{7, 13});
    CHECK(p.pane.rows().back().text == "line 6");
    const int with_cells = ImGui::GetDrawData()->TotalVtxCount;
    p.pane.set_text(numbered_lines(21));
    p.step();
    p.pane.advance_past(p.pane.cell());
    CHECK(p.pane.caret_line() == 1);
    CHECK(ImGui::GetDrawData()->TotalVtxCount < with_cells);
}

TEST_CASE("a log follows its end, has a limit, and ignores typed text") {
    TextPaneOptions options;
    options.line_limit = 100;
    PaneUnderTest p(options);
    for (int i = 0; i < 1000; ++i) p.pane.append("entry " + std::to_string(i) + "\n", rgb(0x8E939B));
    p.step(typing(U"abc"));
    CHECK(p.pane.rows().back().text == "entry 999");
    CHECK(p.pane.text().find("entry 500\n") == std::string::npos);
    p.press(key::letter('A'), key::control).press(key::letter('C'), key::control);
    CHECK(p.clipboard.ends_with("entry 998\nentry 999\n"));
    p.press(key::page_up);
    std::string top = p.pane.rows().front().text;
    p.pane.append("entry 1000\n", 0);
    p.step();
    CHECK(p.pane.rows().front().text == top);
}

TEST_CASE("a line of a megabyte is drawn only where it is visible") {
    TextPaneOptions options = script_options();
    for (bool wrap : {true, false}) {
        options.wrap = wrap;
        PaneUnderTest p(options);
        p.pane.set_text(std::string(1 << 20, 'x'));
        p.step().press(key::end);
        CHECK(p.pane.caret_line() == 1);
        CHECK(ImGui::GetDrawData()->TotalVtxCount < 20000);
    }
}
