// The list of variables by keyboard: choosing, inserting into the prompt, copying, scrolling, leaving.
#include "panel/assist/variable_pane.h"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>

#include "gimbal/console/console_set.h"
#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

constexpr int f4 = key::f1 + 3;

// A separate console, so that it has only the names of the case.
struct WithVariables : BasicPanelUnderTest<ConsoleSet> {
    explicit WithVariables(int frame_ms = 0) : BasicPanelUnderTest(frame_ms) {
        press(key::letter('T'), key::control | key::shift);
        step();
    }
    ~WithVariables() {
        press(key::escape);
        engine.stop();
        settle();
        panel.close(panel.shown());  // another thread drops its names; the next case's console has the same number
        const auto gone = std::make_shared<std::atomic<bool>>(false);
        engine.post_to_handlers("the test", [gone] { *gone = true; });
        wait_until("the names to go", [&] { return gone->load(); });
    }
    std::string chosen() const {
        for (const std::string& row : rows())
            if (row.starts_with("> ")) return row.substr(2, row.find("  ", 2) - 2);
        return "";
    }
    void make_many() {
        run(U"for i in range(60): globals()[f'name_{i}'] = i\n\n");
        press(f4);
        wait_for("name_2  int  2");
    }
};

}  // namespace

TEST_CASE(
    "F4 focuses the list, arrows choose, Enter inserts the name into the prompt, Escape and typing leave the list") {
    int frame_ms = 0;
    SUBCASE("fast frames") { frame_ms = 0; }
    SUBCASE("slow frames") { frame_ms = 60; }
    WithVariables p(frame_ms);
    p.run(U"alpha, beta, gamma = 1, 2, 3\n");
    p.type(U"print(");
    p.press(f4);
    p.wait_for("> alpha  int  1");
    p.press(key::down).press(key::down).press(key::up);
    CHECK(p.chosen() == "beta");
    p.press(key::enter);
    CHECK(p.panel.front().typed() == "print(beta");
    CHECK(p.chosen() == "");
    CHECK(p.shows("\nbeta  int  2\n"));  // the list stays
    p.press(f4);
    CHECK(p.chosen() == "beta");
    p.press(key::escape);
    CHECK(p.chosen() == "");
    CHECK(p.panel.front().typed() == "print(beta");
    p.press(f4).type(U", x");
    CHECK(p.chosen() == "");
    CHECK(p.panel.front().typed() == "print(beta, x");
    p.press(f4).press(key::backspace);  // a key of the prompt leaves the list too
    CHECK(p.panel.front().typed() == "print(beta, ");
    p.press(f4);
    CHECK(p.chosen() == "beta");
    p.press(f4);
    CHECK_FALSE(p.shows("Variables  "));
    CHECK_FALSE(p.panel.front().shows_variables());
}

TEST_CASE("page keys, Home and End scroll the list in natural order, and the chosen name stays chosen") {
    WithVariables p;
    p.make_many();
    CHECK(p.text().find("name_9  int") < p.text().find("name_10  int"));
    p.press(key::end);
    CHECK(p.chosen() == "name_59");  // after i, by name
    CHECK_FALSE(p.shows("name_2  int"));
    p.press(key::page_up);
    const std::string above = p.chosen();
    CHECK(above != "name_59");
    p.press(key::page_down);
    CHECK(p.chosen() == "name_59");
    p.press(key::up);
    CHECK(p.chosen() == "name_58");
    p.engine.submit_cell("del name_57, name_59; name_58 = 'new'\n", {.console = p.panel.front_id()});
    p.settle();
    p.wait_for("> name_58  str  3 characters  'new'");
    p.press(key::home);
    CHECK(p.chosen() == "i");
    p.press(key::up);
    CHECK(p.chosen() == "i");
    p.press(key::down);
    CHECK(p.chosen() == "name_0");
}

TEST_CASE("Ctrl-C copies the chosen line, but stops a current run") {
    WithVariables p;
    p.run(U"kept = [1, 2]\n");
    p.press(f4);
    p.wait_for("> kept  list");
    p.press(key::letter('C'), key::control);
    CHECK(p.clipboard == "kept  list  2 items  [1, 2]");
    p.run(U"import time\n");  // a cell of its own, and Ctrl-C in it would drop the next one
    p.type(U"while True: time.sleep(0.001)\n\n");
    p.wait_until_running();
    p.press(f4);
    p.clipboard.clear();
    p.press(key::letter('C'), key::control | key::shift);
    CHECK(p.clipboard.starts_with("kept  list"));
    p.press(key::letter('C'), key::control);
    p.settle();
    CHECK(p.shows("KeyboardInterrupt"));
}

TEST_CASE(
    "a click chooses, a double click inserts the name, the scroll bar drags, a click on the text leaves the list") {
    WithVariables p;
    p.make_many();
    const float x = p.rect.x + p.rect.width - 200, bar = p.rect.x + p.rect.width - 5,
                first = p.rect.y + 28 + 8 + 24 + 10;
    const auto press = [&](float at_x, float at_y, int clicks = 1) {
        p.mouse(at_x, at_y, InputEvent::Action::press, clicks);
        p.mouse(at_x, at_y, InputEvent::Action::release, clicks);
    };
    press(x, first + 40);
    CHECK(p.chosen() == "name_1");
    press(x, first + 40, 2);
    CHECK(p.panel.front().typed() == "name_1");
    CHECK(p.chosen() == "");
    p.mouse(bar, first + 4, InputEvent::Action::press);
    p.move(bar, p.rect.y + p.rect.height + 50);
    CHECK(p.shows("name_59  int"));
    p.move(bar, p.rect.y);
    p.mouse(bar, p.rect.y, InputEvent::Action::release);
    CHECK(p.shows("name_0  int"));
    p.move(bar, p.rect.y + p.rect.height);  // released: the list stays
    CHECK(p.shows("name_0  int"));
    CHECK(p.chosen() == "name_1");  // the press focused it
    press(p.x_of(3), p.y_of(2));
    CHECK(p.chosen() == "");
}

TEST_CASE(
    "F6 goes from the prompt to the list and then to the next part, and Find and the list never share the keyboard") {
    WithVariables p;
    CHECK_FALSE(p.panel.front().to_next_part());  // not shown
    p.run(U"word = 1\n");
    p.press(f4);
    p.wait_for("> word  int");
    p.press(key::letter('F'), key::control).type(U"wor");
    CHECK(p.chosen() == "");
    CHECK(p.shows("Find  wor"));
    CHECK(p.panel.front().to_next_part());
    CHECK(p.chosen() == "word");
    for (const PanelRow& row : p.panel.front().rows()) CHECK_FALSE((row.has_caret && row.text.starts_with("Find")));
    CHECK_FALSE(p.panel.front().to_next_part());
    p.press(key::enter);
    CHECK(p.panel.front().typed() == "word");
    CHECK(p.shows("Find  wor"));
}

TEST_CASE("the list stays, and is requested again, if the request of another console replaces its own") {
    WithVariables p;
    p.run(U"kept = 1\n").press(f4).wait_for("> kept  int  1");
    ConsolePanel& front = p.panel.front();
    front.toggle_variables();
    front.toggle_variables();
    p.frame({});  // asks
    const std::uint64_t newer = p.engine.variables();
    ConsoleEvent replaced = VariableList{.request = newer - 1, .variables = {}, .more = false, .whole = false};
    p.panel.handle(replaced);
    p.frame({});
    CHECK(p.shows("kept  int  1"));
    CHECK(p.engine.variables() == newer + 2);
    p.settle();
}
