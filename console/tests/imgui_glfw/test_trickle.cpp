// The part of the queued input that ImGui may get in one frame.
#include <doctest/doctest.h>

#include <deque>
#include <string>

#include "gimbal/console/glfw/trickle.h"

using namespace gimbal;
using console::InputEvent;

namespace {

constexpr int backspace = console::key::backspace;

InputEvent key(int code, InputEvent::Action action = InputEvent::Action::press) {
    InputEvent event;
    event.kind = InputEvent::Kind::key;
    event.code = code;
    event.action = action;
    return event;
}
InputEvent released(int code) { return key(code, InputEvent::Action::release); }
InputEvent text(char c) {
    InputEvent event;
    event.kind = InputEvent::Kind::text;
    event.code = c;
    return event;
}
InputEvent button(InputEvent::Action action) {
    InputEvent event;
    event.kind = InputEvent::Kind::mouse_button;
    event.action = action;
    return event;
}
InputEvent moved() {
    InputEvent event;
    event.kind = InputEvent::Kind::mouse_move;
    return event;
}

// The number of events that each frame gets.
std::string shares(std::deque<InputEvent> events) {
    std::string sizes;
    console::Trickle trickle;
    while (!events.empty()) {
        trickle.begin_share();
        int taken = 0;
        while (!events.empty() && trickle.fits(events.front())) {
            trickle.add(events.front());
            events.pop_front();
            ++taken;
        }
        REQUIRE(taken > 0);  // otherwise this loop would never end
        sizes += std::to_string(taken) + " ";
    }
    return sizes;
}

}  // namespace

TEST_CASE("a key pressed and released before a frame is pressed in one frame and released in the next") {
    CHECK(shares({key(backspace), released(backspace)}) == "1 1 ");
}

TEST_CASE("letters of different keys come in one frame") {
    CHECK(shares({key('A'), text('a'), key('B'), text('b'), released('A'), released('B')}) == "4 2 ");
}

TEST_CASE("an editing key waits for a frame after the text before it, and text for a frame after the key before it") {
    CHECK(shares({key('A'), text('a'), key(backspace), released(backspace), key('B'), text('b')}) == "2 1 3 ");
    CHECK(shares({key(console::key::left), key('B'), text('b')}) == "2 1 ");
}

TEST_CASE("the pointer stays where a button changed until the next frame") {
    using Action = InputEvent::Action;
    CHECK(shares({moved(), button(Action::press), moved(), button(Action::release), moved()}) == "2 2 1 ");
}
