// Lines that the host offers and the user may choose.
#include <doctest/doctest.h>

#include "gimbal/console/console_set.h"
#include "gimbal/console/imgui_compat.h"
#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

struct PanelWithOffer : PanelUnderTest {
    int chosen = 0;
    PanelWithOffer() {
        run(U"print('above')\n");
        panel.offer("Undo its changes", [this] {
            ++chosen;
            panel.print("undone", Stream::host);
        });
        step();
    }
    void click(int cell, int row) { mouse(x_of(cell), y_of(row), InputEvent::Action::press); }
    int offer_row() const { return row_of("Undo its changes"); }
};

}  // namespace

TEST_CASE_FIXTURE(PanelWithOffer, "a click on the words chooses what is offered, each time") {
    REQUIRE(offer_row() > row_of("above"));
    click(3, offer_row());
    CHECK(chosen == 1);
    wait_for("undone");
    click(0, offer_row());
    CHECK(chosen == 2);
}

TEST_CASE_FIXTURE(PanelWithOffer, "a click beside the words or on another line chooses nothing") {
    click(16, offer_row());
    click(3, offer_row() - 1);
    click(3, offer_row() + 1);
    CHECK(chosen == 0);
}

TEST_CASE_FIXTURE(PanelWithOffer, "the context menu has the newest offer, until its line is gone") {
    const auto open_menu = [&] {
        press(key::menu);
        step();
        REQUIRE(shows("Go to error"));
    };
    const auto close_menu = [&] {
        for (const bool down : {true, false}) {  // a click elsewhere
            const bool buttons[5] = {down};
            gimbal::compat::set_mouse({1500, 20}, buttons);
            step();
        }
        step();
        REQUIRE_FALSE(shows("Go to error"));
    };
    panel.offer("newest", [] {});
    open_menu();
    CHECK(shows("Go to error\nnewest"));
    close_menu();
    panel.clear();
    step();
    open_menu();
    CHECK_FALSE(shows("newest"));
    close_menu();
}

TEST_CASE("an offer goes to the console that owns the run") {
    BasicPanelUnderTest<ConsoleSet> p;
    p.panel.add();
    p.step();
    p.run(U"1 / 0\n");
    p.panel.offer(1'000'000, "of no run that it knows", [] {});
    p.step();
    CHECK_FALSE(p.shows("of no run"));
    p.panel.show(0);
    p.step();
    CHECK(p.shows("of no run"));
}
