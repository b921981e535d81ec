// Each frame gets the events that it can understand, and nothing from a time without a panel.
#include "imgui_glfw/frame_events.h"

#include <doctest/doctest.h>

using namespace gimbal::console;

namespace {

using Action = InputEvent::Action;
using Kind = InputEvent::Kind;

void press_key(FrameEvents& events, int frame) { events.queue(frame).key(key::enter, {key::enter}, Action::press, 0); }
void click(FrameEvents& events, int frame) {
    events.queue(frame).mouse_button(0, Action::press, 0);
    events.queue(frame).mouse_button(0, Action::release, 0);
}

}  // namespace

TEST_CASE("all calls in a frame get the same events") {
    FrameEvents events;
    press_key(events, 1);
    CHECK(events.share(2).size() == 1);
    CHECK(events.share(2).size() == 1);
    CHECK(events.share(3).empty());
}

TEST_CASE("a key after a click waits for the next frame, and so does a click after a key") {
    FrameEvents events;
    events.share(1);
    press_key(events, 1);
    click(events, 1);
    press_key(events, 1);
    REQUIRE(events.share(2).size() == 1);
    CHECK(events.more());
    REQUIRE(events.share(3).size() == 2);
    CHECK(events.share(3)[0].kind == Kind::mouse_button);
    press_key(events, 3);  // arrives after the key that waits
    REQUIRE(events.share(4).size() == 2);
    CHECK_FALSE(events.more());
}

TEST_CASE("the mouse waits while ImGui is behind, and so do the keys after it") {
    FrameEvents events;
    events.share(1);
    press_key(events, 1);
    events.queue(1).mouse_move(5, 5);
    click(events, 1);
    press_key(events, 1);
    CHECK(events.share(2, true).size() == 1);
    CHECK(events.share(3, true).empty());
    CHECK(events.more());
    REQUIRE(events.share(4, false).size() == 3);
    CHECK(events.share(4, false)[0].kind == Kind::mouse_move);
    CHECK(events.share(5, true).size() == 1);  // the key
}

TEST_CASE("events from frames without a panel are dropped") {
    FrameEvents events;
    events.share(1);
    press_key(events, 1);  // frames 2 and 3 take no share
    press_key(events, 2);
    CHECK(events.share(4).empty());
    for (int frame = 4; frame < 50; ++frame) press_key(events, frame + 1);
    CHECK_FALSE(events.queue(51).size() > 1);  // the queue does not grow meanwhile
}

TEST_CASE("an event is new for three frames, so that ImGui can follow it before the program waits") {
    FrameEvents events;
    events.share(9);
    CHECK_FALSE(events.has_new(9));
    press_key(events, 9);
    for (const int frame : {10, 11, 12}) CHECK(events.has_new(frame));
    CHECK_FALSE(events.has_new(13));
}

TEST_CASE("events just before the first frame with a panel count") {
    FrameEvents events;
    press_key(events, 8);
    events.queue(8).text(U'a');
    CHECK(events.share(9).size() == 2);
}
