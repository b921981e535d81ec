// Several consoles in one panel: tabs, separate namespaces, and which console shows which text.
#include "gimbal/console/console_set.h"

#include <doctest/doctest.h>

#include <atomic>

#include "tests/panel/panel_fixture.h"
#include "tests/support/endless_loop.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

struct WithConsoles : BasicPanelUnderTest<ConsoleSet> {
    WithConsoles() { press(key::letter('L'), key::control); }
    void add() {
        press(key::letter('T'), key::control | key::shift);
        step();
    }
    void next() {
        press(key::page_down, key::control);
        step();
    }
    // Also waits until the console's names are dropped, which happens on the handlers thread. The consoles of the next
    // case have the same numbers.
    void close() {
        press(key::letter('W'), key::control | key::shift);
        wait_until_names_are_dropped();
    }
    void wait_until_names_are_dropped() {
        std::atomic<bool> gone = false;
        engine.post_to_handlers("after the close", [&] { gone = true; });
        wait_until("names that are dropped", [&] { return gone.load(); });
    }
    // Clicks the header at this x.
    void click_header(float x) {
        mouse(x, rect.y + 14, InputEvent::Action::press);
        step();
    }
};

// A picture of one pixel.
constexpr char png[] =
    "\x89\x50\x4E\x47\x0D\x0A\x1A\x0A\x00\x00\x00\x0D\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01"
    "\x08\x00\x00\x00\x00\x3A\x7E\x9B\x55\x00\x00\x00\x0A\x49\x44\x41\x54\x78\xDA\x63\x60\x00\x00\x00"
    "\x02\x00\x01\xE5\x27\xDE\xFC\x00\x00\x00\x00\x49\x45\x4E\x44\xAE\x42\x60\x82";

}  // namespace

TEST_CASE("one console has a title, several have tabs, and each has its own names, text and prompt") {
    WithConsoles p;
    CHECK(p.header() == "Python Console");
    p.run(U"place = 'first'\nplace\n");
    p.type(U"half");
    p.add();
    CHECK(p.header() == "Console 1  [Console 2]");
    CHECK(p.panel.front().typed() == "");
    p.run(U"'place' in globals()\n");
    p.wait_for("False");
    CHECK_FALSE(p.shows("'first'"));
    p.run(U"place = 'second'\nplace\n");
    p.wait_for("'second'");
    p.next();
    CHECK(p.header() == "[Console 1]  Console 2");
    CHECK(p.panel.front().typed() == "half");
    CHECK(p.shows("'first'"));
    CHECK_FALSE(p.shows("'second'"));
    p.press(key::letter('C'), key::control);
    p.run(U"place\n");
    p.wait_for(">>> place\n'first'\n");
}

TEST_CASE("keys that follow a change of the console in the same frame go to the new console") {
    WithConsoles p;
    const auto frame_of = [](InputEvent first, std::u32string_view text) {
        std::vector<InputEvent> events = typing(text);
        events.insert(events.begin(), first);
        return events;
    };
    p.run(U"spot = 'first'\n").type(U"a");
    std::vector<InputEvent> add = frame_of(key_event(key::letter('T'), key::control | key::shift),
                                           U"'spot' in globals()\nb");
    add.insert(add.begin(), typing(U"1").front());  // before the change
    p.step(add);
    p.wait_for(">>> 'spot' in globals()\nFalse\n>>> b");
    CHECK(p.header() == "Console 1  [Console 2]");
    p.step(frame_of(key_event(key::page_down, key::control), U"2"));
    p.step();
    CHECK(p.header() == "[Console 1]  Console 2");
    CHECK(p.panel.front().typed() == "a12");
    p.step(frame_of(key_event(key::page_down, key::control), U"c"));
    p.step();
    CHECK(p.panel.front().typed() == "bc");
    p.step(frame_of(key_event(key::letter('W'), key::control | key::shift), U"3"));
    p.wait_until_names_are_dropped();
    CHECK(p.header() == "Python Console");
    CHECK(p.panel.front().typed() == "a123");
}

TEST_CASE(
    "text that follows a click on a tab in the same frame goes to the console of that tab, and so do two changes") {
    WithConsoles p;
    p.type(U"a");
    p.add();
    p.type(U"b");
    InputEvent click;
    click.kind = InputEvent::Kind::mouse_button;
    click.x = p.rect.x + 14, click.y = p.rect.y + 14;
    std::vector<InputEvent> events = typing(U"2");
    events.push_back(click);
    events.push_back(typing(U"1").front());
    events.push_back(key_event(key::page_down, key::control));
    events.push_back(typing(U"3").front());
    p.step(events);
    p.step();
    p.step();
    CHECK(p.panel.front().typed() == "b23");
    CHECK(p.header() == "Console 1  [Console 2]");
    p.next();
    CHECK(p.panel.front().typed() == "a1");
    p.next();
    p.close();
}

TEST_CASE("keys that wait for the clipboard go to the console to which they belong") {
    WithConsoles p;
    p.type(U"a");
    std::function<void(std::string)> answer;
    p.answer_clipboard = [&](std::function<void(std::string)> take) { answer = std::move(take); };
    p.step({key_event(key::letter('V'), key::control), typing(U"1").front(),
            key_event(key::letter('T'), key::control | key::shift), typing(U"2").front()});
    REQUIRE(answer);
    CHECK(p.panel.count() == 1);
    answer("pasted");
    p.step();
    p.step();
    CHECK(p.panel.count() == 2);
    CHECK(p.panel.front().typed() == "2");
    p.close();
    CHECK(p.panel.front().typed() == "apasted1");
}

TEST_CASE("output of a console in the background goes to that console and marks its tab") {
    WithConsoles p;
    p.add();
    p.type(U"import threading; may = threading.Event(); import builtins; builtins.may = may\nmay.wait(); print('from "
           U"two')\n");
    p.wait_until_running();
    p.next();
    CHECK(p.header().find("[Console 1]  Console 2  running") == 0);  // both show the run
    p.type(U"print('from one')\n");                                  // queued after the other console's cell
    p.wait_for("queued  1  print('from one')");
    p.engine.post_to_handlers("the test", [] {});
    p.engine.submit_source("1", "no matter");
    p.panel.show(1);
    p.press(key::letter('C'), key::control);  // stops its run and clears the queue
    p.settle();
    CHECK(p.shows("KeyboardInterrupt"));
    p.next();
    p.run(U"print('from one')\n");
    p.wait_for("\nfrom one\n");
    CHECK_FALSE(p.shows("KeyboardInterrupt"));
    p.run(U"def later():\n    print('late')\n\n");
    p.add();
    p.run(U"import time, threading; t = threading.Timer(0.3, print, ['late']); t.start()\n");
    p.panel.show(0);
    p.wait_until("the mark", [&] { return p.header() == "[Console 1]  Console 2  Console 3 *"; });
    CHECK_FALSE(p.shows("\nlate\n"));
    p.panel.show(2);
    CHECK(p.header() == "Console 1  Console 2  [Console 3]");
    p.step();
    CHECK(p.shows("\nlate\n"));
}

TEST_CASE("input() asks at the prompt of the console that runs it") {
    WithConsoles p;
    p.add();
    p.type(U"answer = input('who? ')\n");
    p.wait_until("the question", [&] { return p.header().find("waiting for input") != std::string::npos; });
    p.next();
    CHECK_FALSE(p.shows("\nwho? "));
    p.type(U"1 + 1");  // not an answer
    CHECK(p.panel.front().typed() == "1 + 1");
    p.next();
    p.run(U"me\nanswer\n");
    p.wait_for("'me'");
}

TEST_CASE("a queued run is listed, and removed, in the console where it was typed") {
    WithConsoles p;
    p.type(test::typed_endless_loop);
    p.wait_until_running();
    for (const std::u32string text : {U"1\n", U"2\n", U"3\n", U"4\n", U"5\n"}) p.type(text);
    p.wait_for("and 1 more");
    p.add();
    p.type(U"'typed in the second'\n");
    p.wait_for("queued  6  'typed in the second'");
    CHECK_FALSE(p.shows("queued  1"));
    p.next();
    CHECK_FALSE(p.shows("typed in the second"));
    p.press(key::del);
    p.wait_for("1 queued run was not run: 5");
    p.next();
    p.wait_for("queued  5  'typed in the second'");
    p.engine.stop();
    p.settle();
    p.wait_for("1 queued run was not run: 'typed in the second'");
}

TEST_CASE("a thread's question is asked in the console whose run started it, and its end brings the prompt back") {
    WithConsoles p;
    p.add();
    p.run(U"import threading; threading.Thread(target=lambda: print('got', input('who? ')), daemon=True).start()\n");
    p.wait_until("the question", [&] { return p.rows().back() == "who? "; });
    CHECK(p.header().find("a thread waits for input") != std::string::npos);
    p.next();
    CHECK(p.rows().back() == ">>> ");
    p.next();
    p.type(U"me\n");
    p.wait_for("who? me\ngot me\n>>> ");
}

TEST_CASE("the output of a script file goes to the console that was in front") {
    WithConsoles p;
    p.add();
    p.engine.submit_source("print('from a file')", "tool.py");
    p.settle();
    CHECK(p.shows("run tool.py\nfrom a file\n"));
    p.next();
    CHECK_FALSE(p.shows("from a file"));
}

TEST_CASE("the first console and a console with a current run cannot be closed; closing another drops its names") {
    WithConsoles p;
    p.close();
    CHECK(p.shows("The first console stays"));
    p.add();
    p.type(U"while True: __import__('time').sleep(0.01)\n\n");
    p.wait_until_running();
    p.close();
    CHECK(p.shows("Its run has not ended"));
    CHECK(p.panel.count() == 2);
    p.press(key::letter('C'), key::control);
    p.settle();
    p.close();
    CHECK(p.panel.count() == 1);
    CHECK(p.header() == "Python Console");
}

TEST_CASE("the textures of a closed console are freed at the next frame, because this one may have drawn them") {
    WithConsoles p;
    p.add();
    ConsoleEvent picture = Picture{0, std::make_shared<const std::string>(png, sizeof png - 1)};
    p.panel.front().handle(picture);
    p.wait_until("the texture", [&] { return p.textures.size() == 1; });
    p.panel.close(1);
    CHECK(p.textures.size() == 1);
    p.step();
    CHECK(p.textures.empty());
    p.wait_until_names_are_dropped();
}

TEST_CASE("a traceback line leads to the cell in its own console, or to the cell's text if that console is closed") {
    WithConsoles p;
    p.add();
    p.run(U"import builtins\n").run(U"def fails():\n1 / 0\n\n").run(U"builtins.fails_elsewhere = fails\n");
    for (int i = 0; i < 60; ++i) p.panel.front().print("more\n", Stream::out);
    p.step();
    CHECK_FALSE(p.shows("def fails"));
    p.next();
    p.run(U"fails_elsewhere()\n");
    p.wait_for("ZeroDivisionError");
    const int row = p.row_of("in fails");
    REQUIRE(row >= 0);
    const auto click = [&] {
        p.mouse(p.x_of(12), p.y_of(row), InputEvent::Action::press);
        p.mouse(p.x_of(12), p.y_of(row), InputEvent::Action::release);
    };
    click();
    CHECK(p.header() == "Console 1  [Console 2]");
    p.step();
    CHECK(p.shows(">>> def fails():\n...     1 / 0\n"));
    CHECK(p.panel.next_tick() < 1e9);  // the flash ends
    CHECK(p.opened.empty());
    p.close();
    REQUIRE(p.panel.count() == 1);
    p.press(key::end, key::control);
    click();
    CHECK(p.opened == std::vector<std::string>{"def fails():\n    1 / 0\n:2"});
    p.run(U"del __import__('builtins').fails_elsewhere\n");
}

TEST_CASE("clicks on tabs, their crosses and the plus work") {
    WithConsoles p;
    const float title_end = p.rect.x + 10 + 14 * 16;  // wider than the title in the test's font
    for (float x = p.rect.x + 10; p.panel.count() == 1 && x < title_end; x += 4) p.click_header(x);
    REQUIRE(p.panel.count() == 2);
    CHECK(p.panel.shown() == 1);
    p.click_header(p.rect.x + 14);
    CHECK(p.panel.shown() == 0);
    float x = p.rect.x + 14;
    for (; p.panel.shown() == 0 && x < p.rect.x + 400; x += 4) p.click_header(x);
    CHECK(p.panel.shown() == 1);
    for (; p.panel.count() == 2 && x < p.rect.x + 600; x += 2) p.click_header(x);
    CHECK(p.panel.count() == 1);
}
