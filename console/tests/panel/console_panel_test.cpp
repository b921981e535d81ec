// The console as a person uses it: keys, runs, history, completion, selection.
#include "gimbal/console/console_panel.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "tests/panel/panel_fixture.h"
#include "tests/support/endless_loop.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE("typing runs a cell and shows the result under its echo") {
    AT_BOTH_SPEEDS(p);
    p.run(U"6 * 7\n");
    int echo = p.row_of(">>> 6 * 7");
    REQUIRE(echo >= 0);
    CHECK(p.rows()[static_cast<std::size_t>(echo) + 1] == "42");
    CHECK(p.rows().back() == ">>> ");
    CHECK(p.panel.rows().back().has_caret);
    CHECK(p.panel.rows().back().caret_cell == 4);
}

TEST_CASE("keys pressed and released within one frame keep their order") {
    AT_BOTH_SPEEDS(p);
    std::vector<InputEvent> events = typing(U"abx");
    events.push_back(key_event(key::backspace));
    for (const InputEvent& event : typing(U"c = 'one'\nabc\n")) events.push_back(event);
    p.step(events);
    p.settle();
    CHECK(p.shows(">>> abc = 'one'\n>>> abc\n'one'\n>>> "));
}

TEST_CASE("a block of several lines runs after a blank line, with continuation prompts") {
    AT_BOTH_SPEEDS(p);
    p.type(U"for i in range(3):\nprint(i * 11)\n");
    CHECK(p.panel.typed() == "for i in range(3):\n    print(i * 11)\n    ");
    CHECK(p.shows(">>> for i in range(3):\n...     print(i * 11)\n...     "));
    p.run(U"\n");
    CHECK(p.shows("...     print(i * 11)\n0\n11\n22\n>>> "));
}

TEST_CASE("Shift-Enter starts a new line and Ctrl-Enter runs at once") {
    AT_BOTH_SPEEDS(p);
    p.type(U"a = 1").press(key::enter, key::shift).type(U"b = 2");
    CHECK(p.panel.typed() == "a = 1\nb = 2");
    p.press(key::enter, key::control);
    p.settle();
    CHECK(p.run(U"a + b\n").shows("\n3\n"));
}

TEST_CASE("Tab completes the typed name") {
    AT_BOTH_SPEEDS(p);
    p.run(U"import math\n").run(U"wonderful_name = 1\n");
    p.type(U"wonderful\t");
    p.wait_until("the name", [&] { return p.panel.typed() == "wonderful_name"; });
    p.press(key::letter('C'), key::control);
    CHECK(p.panel.typed().empty());
    p.type(U"\t");
    CHECK(p.panel.typed() == "    ");
    p.press(key::letter('C'), key::control);

    p.type(U"math.is\t");
    p.wait_for("> isclose");
    CHECK(p.panel.typed() == "math.is");
    p.type(U"n");
    CHECK(p.shows("> isnan"));
    CHECK_FALSE(p.shows("isclose"));
    p.press(key::backspace).press(key::down);
    CHECK_FALSE(p.shows("> isclose"));
    p.press(key::up).press(key::enter);
    CHECK(p.panel.typed() == "math.isclose");
    CHECK_FALSE(p.shows("isnan"));
    p.type(U"\t").press(key::escape);
    CHECK(p.panel.typed() == "math.isclose");
}

TEST_CASE("Ctrl-C copies a selection, or else stops the run, or else clears the typed line") {
    AT_BOTH_SPEEDS(p);
    p.type(U"typed").press(key::left, key::shift).press(key::left, key::shift).press(key::letter('C'), key::control);
    CHECK(p.clipboard == "ed");
    CHECK(p.panel.typed() == "typed");
    p.press(key::letter('C'), key::control);
    CHECK(p.panel.typed().empty());

    p.type(test::typed_endless_loop);
    p.wait_until_running();
    p.press(key::letter('C'), key::control);
    p.settle();
    CHECK(p.shows("KeyboardInterrupt"));
    CHECK(p.rows().back() == ">>> ");
}

TEST_CASE("the header shows the run, and its button stops it") {
    AT_BOTH_SPEEDS(p);
    CHECK(p.header() == "Python Console");
    p.type(test::typed_endless_loop);
    p.wait_until_running();
    p.type(U"'behind'\n");
    p.wait_until("the queued run", [&] { return p.header().find("1 queued") != std::string::npos; });
    CHECK(p.header().find("running") != std::string::npos);
    CHECK_FALSE(p.shows(">>> 'behind'"));  // echoed when it starts
    p.mouse(p.rect.x + p.rect.width - 30, p.rect.y + 14, InputEvent::Action::press);
    p.settle();
    CHECK(p.header() == "Python Console");
    CHECK(p.shows("KeyboardInterrupt"));
    CHECK(p.shows("1 queued run was not run: 'behind'\n"));
}

TEST_CASE("text typed during a run is kept and runs after it, in order") {
    AT_BOTH_SPEEDS(p);
    p.type(U"x = input('wait ')\n");
    p.wait_until("the script's prompt", [&] { return p.rows().back() == "wait "; });
    p.type(U"go\n");
    p.run(U"print('second')\nhalf");
    CHECK(p.shows(">>> print('second')\nsecond\n>>> half"));
}

TEST_CASE("input() shows its prompt and gets the line") {
    AT_BOTH_SPEEDS(p);
    p.type(U"name = input('Name: ')\n");
    p.wait_until("the script's prompt", [&] { return p.rows().back() == "Name: "; });
    p.type(U"Ada\n");
    p.settle();
    CHECK(p.shows("Name: Ada\n>>> "));
    CHECK(p.run(U"name\n").shows("'Ada'"));
    p.press(key::up).press(key::up);
    CHECK(p.panel.typed() == "name = input('Name: ')");
}

namespace {
const std::u32string starts_asking =
    U"import threading; threading.Thread(target=lambda: print('got', input('name? ')), daemon=True).start()\n";
}

TEST_CASE("a thread's question outlives its run; the answers of the thread and of the next cell are told apart") {
    AT_BOTH_SPEEDS(p);
    p.run(starts_asking);
    p.wait_until("the question", [&] { return p.rows().back() == "name? "; });
    p.type(U"bob\n");
    p.wait_for("name? bob\ngot bob\n>>> ");
    p.type(U"print('answer', input('next? '))\n");
    p.wait_until("the next question", [&] { return p.rows().back() == "next? "; });
    p.type(U"5\n");
    p.settle();
    CHECK(p.shows("next? 5\nanswer 5\n>>> "));
}

TEST_CASE("a thread does not take a half-typed line for its answer") {
    PanelUnderTest p;
    p.run(U"import threading; go = threading.Event()\n");
    p.run(U"threading.Thread(target=lambda: (go.wait(), print('got', input('name? '))), daemon=True).start()\n");
    p.type(U"'half' + ");
    p.engine.submit_cell("go.set()");
    p.wait_for("A thread waits for input: name? ");
    CHECK(p.rows().back() == ">>> 'half' + ");
    p.type(U"'typed'\n");
    p.wait_for("'halftyped'");
    p.wait_until("the question", [&] { return p.rows().back() == "name? "; });
    p.type(U"bob\n");
    p.wait_for("got bob");
}

TEST_CASE("Ctrl-C at an idle thread's question ends it, Ctrl-D is the end of file") {
    PanelUnderTest p;
    p.run(starts_asking);
    p.wait_until("the question", [&] { return p.rows().back() == "name? "; });
    p.press(key::letter('C'), key::control);
    p.wait_for("KeyboardInterrupt");
    p.wait_until("the prompt", [&] { return p.rows().back() == ">>> "; });
    p.type(U"input('end? ')\n");
    p.wait_until("the question", [&] { return p.rows().back() == "end? "; });
    p.type(U"x").press(key::letter('D'), key::control);  // with text it duplicates the line, as elsewhere
    CHECK(p.panel.typed() == "x\nx");
    p.press(key::letter('A'), key::control).press(key::del).press(key::letter('D'), key::control);
    p.settle();
    CHECK(p.shows("EOFError"));
    p.press(key::letter('D'), key::control);
    CHECK(p.panel.typed().empty());
    CHECK(p.rows().back() == ">>> ");
}

TEST_CASE("after a stopped input() the prompt is back") {
    AT_BOTH_SPEEDS(p);
    p.type(U"input('Ask: ')\n");
    p.wait_until("the script's prompt", [&] { return p.rows().back() == "Ask: "; });
    p.type(U"abandoned").press(key::letter('C'), key::control);
    p.settle();
    CHECK(p.rows().back() == ">>> ");
    CHECK(p.panel.typed().empty());
}

TEST_CASE("a paste of 200 lines goes to the prompt as a whole, and Enter runs it") {
    AT_BOTH_SPEEDS(p);
    std::string pasted = "total = 0\r\n";
    for (int i = 1; i < 200; ++i)
        pasted += i % 2 ? "for i in range(2):\r\n" : "\ttotal += " + std::to_string(i) + "\r\n";
    pasted += "\ttotal += 0\r\n";
    p.paste(pasted);
    std::string typed = p.panel.typed();
    CHECK(std::count(typed.begin(), typed.end(), '\n') == 200);
    p.run(U"\n").run(U"total\n");
    CHECK(p.shows(">>> total\n19800\n"));
}

TEST_CASE("keys after a paste wait for the clipboard, but not forever") {
    PanelUnderTest p;
    std::function<void(std::string)> answer;
    p.answer_clipboard = [&](std::function<void(std::string)> done) { answer = std::move(done); };
    std::vector<InputEvent> events = typing(U"len(");
    events.push_back(key_event(key::letter('V'), key::control));
    for (const InputEvent& event : typing(U")\n")) events.push_back(event);
    p.step(events);
    CHECK(p.panel.typed() == "len(");
    answer("'abc'");
    p.step();
    p.settle();
    CHECK(p.shows(">>> len('abc')\n3\n"));

    p.press(key::letter('V'), key::control).type(U"late");
    p.wait_until("the keys", [&] { return p.panel.typed() == "late"; });
    answer("too late");
    p.step();
    CHECK(p.panel.typed() == "late");
}

TEST_CASE("the mouse selects text across output and prompt, and the selection is copied") {
    AT_BOTH_SPEEDS(p);
    p.run(U"print('alpha beta'); print('gamma')\n");
    int alpha = p.row_of("alpha beta");
    alpha = p.rows()[static_cast<std::size_t>(alpha)].starts_with(">>>") ? alpha + 1 : alpha;
    p.mouse(p.x_of(6), p.y_of(alpha), InputEvent::Action::press).move(p.x_of(5), p.y_of(alpha + 1));
    p.mouse(p.x_of(5), p.y_of(alpha + 1), InputEvent::Action::release);
    CHECK(p.panel.has_selection());
    CHECK(p.primary == "beta\ngamma");
    p.press(key::letter('C'), key::control);
    CHECK(p.clipboard == "beta\ngamma");
    CHECK_FALSE(p.panel.has_selection());

    p.mouse(p.x_of(1), p.y_of(alpha), InputEvent::Action::press, 2)
        .mouse(p.x_of(1), p.y_of(alpha), InputEvent::Action::release);
    CHECK(p.primary == "alpha");
    p.mouse(p.x_of(1), p.y_of(alpha), InputEvent::Action::press, 3)
        .mouse(p.x_of(1), p.y_of(alpha), InputEvent::Action::release);
    CHECK(p.primary == "alpha beta\n");
    p.mouse(p.x_of(1), p.y_of(alpha), InputEvent::Action::press, 1, 2);
    CHECK(p.panel.typed() == "alpha beta");
}

TEST_CASE("a selection in the prompt stays on its text while output arrives") {
    PanelUnderTest p;
    p.type(U"abcdef").press(key::left, key::shift).press(key::left, key::shift);
    p.panel.print("one\ntwo\n", Stream::out);
    p.step();
    p.press(key::letter('C'), key::control);
    CHECK(p.clipboard == "ef");
}

TEST_CASE("output while scrolled up does not move the view, and typing returns to the prompt") {
    AT_BOTH_SPEEDS(p);
    p.run(U"for i in range(200): print('line', i)\n\n");
    CHECK(p.shows("line 199\n>>> "));
    p.wheel(10);
    std::vector<std::string> before = p.rows();
    CHECK_FALSE(p.shows(">>> "));
    p.panel.print("more\nand more\n", Stream::out);
    p.step();
    std::vector<std::string> after = p.rows();
    CHECK(after.back().find("new line") != std::string::npos);
    after.pop_back();
    CHECK(after == before);
    p.type(U"x");
    CHECK(p.rows().back() == ">>> x");
    CHECK(p.shows("and more"));
    p.press(key::page_up);
    CHECK_FALSE(p.shows("and more"));
    p.press(key::page_down);
    CHECK(p.rows().back() == ">>> x");
}

TEST_CASE("progress, and a run that does not stop, are shown under the output") {
    PanelUnderTest p;
    auto handle = [&](ConsoleEvent event) { p.engine.post(std::move(event)); };
    handle(RunStarted{900001, RunKind::command, "smooth"});
    handle(Progress{900001, "smoothing", 0.376});
    p.step();
    CHECK(p.shows("smoothing  38 %\n>>> "));
    handle(RunStopping{900001, StopRung::in_c_code, "sum", 12});
    p.step();
    CHECK(p.shows("inside C code that cannot be interrupted: sum, for 12.0 s\nSave and Quit still work"));
    handle(RunStopping{900001, StopRung::cleaning_up, "time.sleep(5)", 2});
    p.step();
    CHECK(p.shows("cleaning up: time.sleep(5), for 2.0 s\nCtrl-C again interrupts that too"));
    CHECK(p.header().find("stopping") != std::string::npos);
    handle(RunEnded{900001, RunState::done, 1.0, {}});
    p.step();
    CHECK_FALSE(p.shows("smoothing"));
    CHECK(p.header() == "Python Console");
}

TEST_CASE("a failed start of Python is reported in the console") {
    AT_BOTH_SPEEDS(p);
    ConsoleEvent failed = EngineFailed{"Python cannot start: there is no standard library in /nowhere"};
    p.panel.handle(failed);
    p.step();
    CHECK(p.shows("Python cannot start: there is no standard library in /nowhere\n>>> "));
}

TEST_CASE("a handler that does not end is named under the output, and Ctrl-C can stop it") {
    PanelUnderTest p;
    p.engine.post(HandlerRunning{"on_click", 2});
    p.step();
    CHECK(p.shows("on_click has run on the handlers thread for 2.0 s; others wait for it\n>>> "));
    CHECK(p.header().find("a handler runs 2.0 s") != std::string::npos);
    p.engine.post(HandlerRunning{"on_click", 3, 12});
    p.step();
    CHECK(p.shows("for 3.0 s; 12 others wait for it\n>>> "));
    p.engine.post(HandlerEnded{"on_click"});
    p.step();
    CHECK_FALSE(p.shows("on_click"));
    CHECK(p.header() == "Python Console");
}

TEST_CASE("the progress bar begins after the words, whatever their width in bytes") {
    PanelUnderTest p;
    const auto bar_begins_at = [&](std::string words) {
        p.engine.post(Progress{900002, std::move(words), 0.5});
        p.step();
        const ImU32 colour = ImGuiWithoutWindow::shared().style.palette.field_hover;
        float x = p.rect.width;
        const ImDrawData* drawn = ImGui::GetDrawData();
        for (int i = 0; i < drawn->CmdListsCount; ++i)
            for (const ImDrawVert& corner : drawn->CmdLists[i]->VtxBuffer)
                if (corner.col == colour) x = std::min(x, corner.pos.x);
        return x;
    };
    p.engine.post(RunStarted{900002, RunKind::command, "smooth"});
    CHECK(bar_begins_at("abcd") == p.x_of(4 + 2 + 4 + 2));  // "abcd  50 %  "
    CHECK(bar_begins_at("\u65E5\u672C") == p.x_of(4 + 2 + 4 + 2));
    p.engine.post(RunEnded{900002, RunState::done, 1.0, {}});
    p.step();
}

TEST_CASE("Ctrl-L clears the console and keeps the typed text") {
    PanelUnderTest p;
    p.run(U"print('old')\n").type(U"kept").press(key::letter('L'), key::control);
    CHECK(p.rows() == std::vector<std::string>{">>> kept"});
    CHECK(p.press(key::letter('J'), key::control).panel.typed() == "kept");
}

TEST_CASE("the console draws correctly in the smallest rectangle and without focus") {
    PanelUnderTest p;
    p.run(U"print('x' * 5000)\n").type(U"a\u65E5");
    ImGuiWithoutWindow& imgui = ImGuiWithoutWindow::shared();
    for (Rect rect : {Rect{0, 0, 160, 90}, Rect{0, 0, 1, 1}, Rect{0, 0, 0, 0}})
        imgui.frame([&] { p.panel.draw(rect, imgui.style, {}, false, 2000); });
    CHECK(p.panel.typed() == "a\u65E5");
}

TEST_CASE("a NUL is copied as its symbol, because it would end the clipboard's text") {
    PanelUnderTest p;
    p.run(U"print('a\\0b')\n");
    int row = p.row_of(std::string("a\0b", 3));
    REQUIRE(row >= 0);
    p.mouse(p.x_of(0), p.y_of(row), InputEvent::Action::press, 3)
        .mouse(p.x_of(0), p.y_of(row), InputEvent::Action::release);
    p.press(key::letter('C'), key::control);
    CHECK(p.clipboard == "a\u2400b\n");
    CHECK(p.primary == "a\u2400b\n");
    p.paste(std::string("'c\0d'", 5)).press(key::letter('A'), key::control).press(key::letter('C'), key::control);
    CHECK(p.clipboard == "'c\u2400d'");
}

TEST_CASE("lines of a megabyte, whole or in pieces, are kept, wrapped and scrolled") {
    PanelUnderTest p;
    p.run(U"print('x' * 1_000_000)\nfor i in range(1000): print('\\u00e9' * 500, end='')\n\nprint('|end')\n");
    CHECK(p.shows("|end\n>>> "));
    p.wheel(20);
    CHECK(p.shows("\u00e9\u00e9\u00e9\u00e9"));
    p.press(key::letter('L'), key::control);
    CHECK(p.rows() == std::vector<std::string>{">>> "});
}

TEST_CASE("the open line is the prompt of input(), also if the prompt has several lines; Stop ends input()") {
    AT_BOTH_SPEEDS(p);
    p.type(U"answer = input('two lines\\nof prompt: ')\n");
    p.wait_until("the prompt", [&] { return p.rows().back() == "of prompt: "; });
    CHECK(p.shows("two lines\nof prompt: "));
    p.type(U"42\n");
    p.settle();
    CHECK(p.run(U"answer\n").shows("of prompt: 42\n>>> answer\n'42'\n"));
    p.type(U"input('again? ')\n");
    p.wait_until("the prompt", [&] { return p.rows().back() == "again? "; });
    p.type(U"half").press(key::tab);  // no completion here
    CHECK(p.rows().back() == "again? half    ");
    p.press(key::letter('C'), key::control);
    p.settle();
    CHECK(p.shows("KeyboardInterrupt"));
    CHECK(p.rows().back() == ">>> ");
}

TEST_CASE("getpass hides the typed text and keeps it out of the scrollback and the history") {
    PanelUnderTest p;
    p.type(U"import getpass\nlen(getpass.getpass('Key: '))\n");
    p.wait_until("the prompt", [&] { return p.rows().back() == "Key: "; });
    p.type(U"secret");
    CHECK(p.rows().back() == "Key: ******");
    p.type(U"\n");
    p.settle();
    CHECK(p.shows("Key: \n6\n>>> "));
    p.press(key::up);
    CHECK(p.panel.typed().find("secret") == std::string::npos);
}

TEST_CASE("the newline at the end of a pasted answer or password is not part of it") {
    PanelUnderTest p;
    p.type(U"import getpass\ninput('? '), getpass.getpass('Key: ')\n");
    p.wait_until("the question", [&] { return p.rows().back() == "? "; });
    p.paste("copied\r\n").type(U"\n");
    p.wait_until("the password's prompt", [&] { return p.rows().back() == "Key: "; });
    p.paste("secret\n").type(U"\n");
    p.settle();
    CHECK(p.shows("('copied', 'secret')\n>>> "));
}

TEST_CASE("the echo of a cell comes after the output of the cell before it, even if that output is late") {
    PanelUnderTest p;
    p.frame(typing(U"print('first')\n"));
    while (p.engine.is_busy()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    p.frame(typing(U"print('second')\n"));
    p.wait_for(">>> print('first')\nfirst\n>>> print('second')\nsecond\n>>> ");
}
