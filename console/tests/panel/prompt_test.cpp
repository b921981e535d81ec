// The prompt as an editor: keys, mouse, pasted blocks, the history and its search.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

constexpr int ctrl = key::control;

InputEvent ctrl_key(char letter) { return key_event(key::letter(letter), key::control); }

}  // namespace

TEST_CASE("the history goes up and down and keeps the half-typed line") {
    AT_BOTH_SPEEDS(p);
    p.run(U"first = 1\n").run(U"if first:\nprint('block')\n\n").type(U"half").press(key::home);
    p.press(key::up);
    CHECK(p.panel.typed() == "if first:\n    print('block')");
    p.press(key::up);  // moves the caret through the block
    CHECK(p.panel.typed() == "if first:\n    print('block')");
    p.press(key::up);
    CHECK(p.panel.typed() == "first = 1");
    p.press(key::up);
    CHECK(p.panel.typed() == "first = 1");
    p.press(key::down).press(key::down);
    CHECK(p.panel.typed() == "half");
    p.press(key::up).run(U"\n");
    CHECK(p.shows("...     print('block')\nblock\n>>> "));
}

TEST_CASE("the history is kept in a file, also if two programs write to it") {
    TemporaryFolder folder;
    std::filesystem::path file = folder.path / "new" / "history";
    {
        PanelUnderTest one(0, file), two(0, file);
        one.run(U"'one \\\\'\n");
        two.run(U"'two \u00E9'\n");
        one.run(U"if 1:\n3\n\n");
    }
    PanelUnderTest later(0, file);
    later.press(key::up);
    CHECK(later.panel.typed() == "if 1:\n    3");
    later.press(key::up).press(key::up);
    CHECK(later.panel.typed() == "'two \u00E9'");
    later.press(key::up);
    CHECK(later.panel.typed() == "'one \\\\'");
}

TEST_CASE("a damaged history file is read as valid UTF-8") {
    TemporaryFolder folder;
    const std::filesystem::path file = folder.path / "history";
    std::ofstream(file) << "1 + 1\na\xBF\xFF\n";
    PanelUnderTest p(0, file);
    p.press(key::up);
    CHECK(p.panel.typed() == "a\uFFFD\uFFFD");
    p.press(key::up);
    CHECK(p.panel.typed() == "1 + 1");
}

TEST_CASE(
    "with text before the caret, Up finds entries that begin with it and keeps the caret; Down restores the text") {
    AT_BOTH_SPEEDS(p);
    p.run(U"import os\n").run(U"print(1)\n").run(U"if 1:\nprint(2)\n\n").run(U"import sys\n").run(U"print(3)\n");
    p.type(U"import x").press(key::left).press(key::left);
    p.press(key::up);
    CHECK(p.panel.typed() == "import sys");
    CHECK(p.panel.rows().back().caret_cell == 4 + 6);
    p.press(key::up).press(key::up);
    CHECK(p.panel.typed() == "import os");
    p.press(key::down).press(key::down);
    CHECK(p.panel.typed() == "import x");
    CHECK(p.panel.rows().back().caret_cell == 4 + 6);
    p.press(key::up).press(key::letter('Z'), ctrl);  // a browse is one undo step
    CHECK(p.panel.typed() == "import x");

    p.press(key::letter('C'), ctrl).type(U"if").press(key::up);
    CHECK(p.panel.typed() == "if 1:\n    print(2)");
    p.press(key::down).press(key::down);  // through the block, then to the next entry
    CHECK(p.panel.typed() == "if");
}

TEST_CASE("keys of the history and of undo within one frame are handled in order") {
    AT_BOTH_SPEEDS(p);
    p.run(U"first = 1\n").run(U"second = 2\n");
    std::vector<InputEvent> events = typing(U"half way");
    auto add = [&](std::initializer_list<InputEvent> more) { events.insert(events.end(), more); };
    add({key_event(key::home), key_event(key::up), key_event(key::up), key_event(key::down), key_event(key::down)});
    add({key_event(key::end), ctrl_key('Z'), ctrl_key('Z'), ctrl_key('Z'), ctrl_key('Y')});
    p.step(events);
    CHECK(p.panel.typed() == "half ");
    events.clear();
    add({ctrl_key('Y'), ctrl_key('R')});
    for (const InputEvent& event : typing(U"fir\n")) events.push_back(event);
    p.step(events);
    CHECK(p.panel.typed() == "first = 1");
    p.press(key::letter('Z'), ctrl).run(U" + 1\n");
    CHECK(p.shows(">>> half way + 1"));
}

TEST_CASE("after a run there is nothing to undo") {
    AT_BOTH_SPEEDS(p);
    p.type(U"a = 1").press(key::letter('Z'), ctrl).press(key::letter('Y'), ctrl).run(U"\n");
    p.press(key::letter('Z'), ctrl);
    CHECK(p.panel.typed().empty());
    p.press(key::letter('Y'), ctrl);
    CHECK(p.panel.typed().empty());
    p.type(U"b").press(key::letter('Z'), ctrl).press(key::letter('Z'), ctrl);
    CHECK(p.panel.typed().empty());
}

TEST_CASE("Ctrl-R searches the history in a separate line: older, newer, accept or cancel") {
    AT_BOTH_SPEEDS(p);
    p.run(U"total = 1\n").run(U"if 1:\nprint('total')\n\n").run(U"other = 2\n").type(U"half").press(key::left);
    p.press(key::letter('R'), ctrl);
    CHECK(p.rows().back() == "(search) : half");
    p.type(U"tot");
    CHECK(p.shows("(search) tot: if 1:\n...     print('total')"));
    p.press(key::letter('R'), ctrl);
    CHECK(p.rows().back() == "(search) tot: total = 1");
    CHECK(p.panel.rows().back().caret_cell == 14);
    p.press(key::letter('R'), ctrl);  // there is no older one
    CHECK(p.rows().back() == "(search) tot: total = 1");
    p.press(key::down);
    CHECK(p.shows("(search) tot: if 1:"));
    p.type(U"al = ");
    CHECK(p.rows().back() == "(search) total = : total = 1");
    p.type(U"#");
    CHECK(p.rows().back() == "(no match) total = #: total = 1");
    p.press(key::backspace);
    CHECK(p.rows().back() == "(search) total = : total = 1");
    p.press(key::escape);
    CHECK(p.rows().back() == ">>> half");
    CHECK(p.panel.rows().back().caret_cell == 4 + 3);
    p.press(key::letter('Y'), ctrl);
    CHECK(p.rows().back() == ">>> half");

    p.press(key::letter('R'), ctrl).type(U"print").press(key::enter);
    CHECK(p.shows(">>> if 1:\n...     print('total')"));
    p.run(U"\n");
    CHECK(p.shows(">>> if 1:\n...     print('total')\ntotal\n>>> "));
    p.type(U"kept").press(key::letter('R'), ctrl).type(U"other").press(key::left).type(U"x");
    CHECK(p.rows().back() == ">>> xother = 2");  // a movement key accepts the match
    p.press(key::letter('Z'), ctrl).press(key::letter('Z'), ctrl);
    CHECK(p.rows().back() == ">>> kept");
    p.press(key::letter('R'), ctrl).type(U"other").press(key::backspace, ctrl);
    CHECK(p.rows().back() == "(search) : kept");
    p.press(key::letter('C'), ctrl);
    CHECK(p.rows().back() == ">>> kept");
}

TEST_CASE("a half-typed line and its caret survive an input() in between, also during a search") {
    AT_BOTH_SPEEDS(p);
    p.type(U"import time; time.sleep(0.3); answer = input('? ')\n").type(U"half").press(key::left);
    p.press(key::letter('R'), ctrl).type(U"imp");
    p.wait_until("the prompt", [&] { return p.rows().back() == "? "; });
    p.press(key::letter('R'), ctrl).type(U"f(:\n");  // no search in input(), and no code either
    p.settle();
    CHECK(p.rows().back() == ">>> half");
    CHECK(p.panel.rows().back().caret_cell == 4 + 3);
    p.press(key::letter('A'), ctrl).run(U"answer\n");
    CHECK(p.shows("'f(:'"));
}

TEST_CASE("keys and clicks of one frame act in the order in which they came") {
    PanelUnderTest p;
    p.type(U"ab");
    std::vector<InputEvent> input = typing(U"c");
    InputEvent click;
    click.kind = InputEvent::Kind::mouse_button;
    click.x = p.x_of(4);
    click.y = p.y_of(p.row_of(">>> ab"));
    input.push_back(click);
    click.action = InputEvent::Action::release;
    input.push_back(click);
    for (const InputEvent& event : typing(U"d")) input.push_back(event);
    p.step(input);
    CHECK(p.panel.typed() == "dabc");
}

TEST_CASE("a history that cannot be kept is reported once") {
    TemporaryFolder folder;
    std::filesystem::create_directories(folder.path / "history");
    PanelUnderTest p(0, folder.path / "history");
    CHECK(p.shows("The history is not kept: "));
    p.run(U"'still runs'\n").run(U"2\n");
    const std::string text = p.text();
    CHECK(text.find("not kept") == text.rfind("not kept"));
    CHECK(p.shows("'still runs'"));
    p.press(key::up);
    CHECK(p.panel.typed() == "2");
}

TEST_CASE("a pasted session runs statement by statement and shows each value, as one run") {
    AT_BOTH_SPEEDS(p);
    p.paste(">>> x = 20\n>>> x + 1\n21\n>>> for i in range(2):\n...     i * 10\n...\n0\n10\n>>> 'end'\n'end'\n");
    CHECK(p.panel.typed() == "x = 20\nx + 1\nfor i in range(2):\n    i * 10\n\n'end'");
    p.run(U"\n");
    CHECK(p.shows("... 'end'\n21\n0\n10\n'end'\n>>> "));
    p.press(key::letter('L'), ctrl).press(key::up).run(U"\n");  // from the history, it runs the same way
    CHECK(p.shows("... 'end'\n21\n0\n10\n'end'\n>>> "));
    p.press(key::letter('L'), ctrl).type(U"x").press(key::enter, key::shift).type(U"x + 2").press(key::enter, ctrl);
    p.settle();
    CHECK(p.shows("... x + 2\n22\n>>> "));  // typed, it shows its last value only
}

TEST_CASE("a pasted block stops at its first error and names the line; a syntax error in it runs nothing") {
    AT_BOTH_SPEEDS(p);
    p.paste("'first'\n1 / 0\n'last'").run(U"\n");
    CHECK(p.shows("... 'last'\n'first'\nTraceback"));
    CHECK(p.shows("line 2"));
    CHECK_FALSE(p.shows("\n'last'\n"));
    p.press(key::letter('L'), ctrl);
    p.paste("print('must not show')\n1 +").run(U"\n");
    CHECK(p.shows("SyntaxError"));
    CHECK_FALSE(p.shows("\nmust not show"));
}

TEST_CASE("a tab inside pasted code is kept and drawn as a blank") {
    PanelUnderTest p;
    p.paste("a\tb");
    CHECK(p.panel.typed() == "a\tb");
    CHECK(p.rows().back().starts_with(">>> a"));
}

TEST_CASE("an indented part of a function runs at an empty prompt") {
    PanelUnderTest p;
    p.paste("    y = 3\n    y * 2\n");
    CHECK(p.panel.typed() == "y = 3\ny * 2");
    p.run(U"\n");
    CHECK(p.shows("... y * 2\n6\n>>> "));
}

TEST_CASE("Enter within a block breaks the line; at its end it runs") {
    AT_BOTH_SPEEDS(p);
    p.type(U"a = 1").press(key::enter, key::shift).type(U"a + 1").press(key::up).press(key::end).type(U"\nb = 5");
    CHECK(p.panel.typed() == "a = 1\nb = 5\na + 1");
    p.press(key::end, ctrl).run(U"\n");
    CHECK(p.shows("... b = 5\n... a + 1\n2\n>>> "));
}

TEST_CASE("Enter runs a block from the history; after the caret was moved, Enter breaks the line") {
    AT_BOTH_SPEEDS(p);
    p.run(U"if 1:\nprint('block')\n\n").press(key::letter('L'), ctrl).type(U"if").press(key::up).run(U"\n");
    CHECK(p.shows(">>> if 1:\n...     print('block')\nblock\n>>> "));
    p.press(key::letter('R'), ctrl).type(U"if 1").press(key::enter).run(U"\n");
    CHECK(p.rows().back() == ">>> ");
    p.type(U"if").press(key::up).press(key::end).type(U"\n1");
    CHECK(p.panel.typed() == "if 1:\n    1\n    print('block')");
}

TEST_CASE("typed blocks dedent else and indent brackets, and run") {
    AT_BOTH_SPEEDS(p);
    p.run(U"if 0:\n1\nelse:\nprint('this', [\n'a',\n])\n\n");
    CHECK(p.shows(
        ">>> if 0:\n...     1\n... else:\n...     print('this', [\n...         'a',\n...     ])\nthis ['a']\n>>> "));
}

TEST_CASE("keys comment, move and duplicate lines at the prompt") {
    AT_BOTH_SPEEDS(p);
    p.type(U"a").press(key::enter, key::shift).type(U"b").press(key::letter('/'), ctrl);
    CHECK(p.panel.typed() == "a\n# b");
    p.press(key::up, key::alt);
    CHECK(p.panel.typed() == "# b\na");
    p.press(key::letter('D'), ctrl).press(key::down, key::alt);
    CHECK(p.panel.typed() == "# b\na\n# b");
    CHECK(p.panel.rows().back().has_caret);
}

TEST_CASE("the mouse selects words and lines of the typed text, Shift extends, the middle button pastes") {
    AT_BOTH_SPEEDS(p);
    const auto press = InputEvent::Action::press, release = InputEvent::Action::release;
    p.type(U"alpha = beta(gamma, 1)");
    const int row = static_cast<int>(p.rows().size()) - 1;
    p.mouse(p.x_of(13), p.y_of(row), press, 2).mouse(p.x_of(13), p.y_of(row), release, 2);
    CHECK(p.primary == "beta");
    p.mouse(p.x_of(13), p.y_of(row), press, 2).move(p.x_of(19), p.y_of(row)).mouse(p.x_of(19), p.y_of(row), release, 2);
    CHECK(p.primary == "beta(gamma");  // by words
    p.move(p.x_of(6), p.y_of(row));    // released, so this is not a drag
    CHECK(p.primary == "beta(gamma");
    p.mouse(p.x_of(13), p.y_of(row), press, 3).mouse(p.x_of(13), p.y_of(row), release, 3);
    p.type(U"x");
    CHECK(p.panel.typed() == "x");
    p.press(key::letter('Z'), ctrl);
    CHECK(p.panel.typed() == "alpha = beta(gamma, 1)");
    p.mouse(p.x_of(4), p.y_of(row), press).mouse(p.x_of(4), p.y_of(row), release);
    InputEvent shifted;
    shifted.kind = InputEvent::Kind::mouse_button;
    shifted.action = press;
    shifted.mods = key::shift;
    shifted.x = p.x_of(9);
    shifted.y = p.y_of(row);
    p.step({shifted});
    p.mouse(p.x_of(9), p.y_of(row), release);
    CHECK(p.primary == "alpha");
    p.press(key::letter('X'), ctrl);
    CHECK(p.clipboard == "alpha");
    CHECK(p.panel.typed() == " = beta(gamma, 1)");
    p.mouse(p.x_of(4), p.y_of(row), press, 1, 2);
    CHECK(p.panel.typed() == "alpha = beta(gamma, 1)");
}
