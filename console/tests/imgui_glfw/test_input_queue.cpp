// The ordered queue of input.
#include <doctest/doctest.h>

#include "gimbal/console/glfw/input_queue.h"

using namespace gimbal;
using console::InputEvent;
using Action = InputEvent::Action;

TEST_CASE("events keep their order, and each has the modifiers and the position of its time") {
    console::InputQueue queue;
    queue.mouse_move(10, 20);
    queue.key('A', {'A'}, Action::press, console::key::shift);
    queue.text('A');
    queue.mouse_button(0, Action::press, 0);
    CHECK(queue.pop().kind == InputEvent::Kind::mouse_move);
    CHECK(queue.pop().mods == console::key::shift);
    const InputEvent text = queue.pop();
    CHECK(text.kind == InputEvent::Kind::text);
    CHECK(text.mods == console::key::shift);
    const InputEvent press = queue.pop();
    CHECK(press.x == 10);
    CHECK(press.y == 20);
    CHECK(queue.empty());
}

TEST_CASE("a modifier held alone applies to the wheel until it is released") {
    constexpr int left_control = 341;
    console::InputQueue queue;
    queue.key(left_control, {left_control}, Action::press, 0);  // as X11 reports it: the state before the key
    queue.wheel(0, 1);
    queue.key(left_control, {left_control}, Action::release, console::key::control);
    queue.wheel(0, 1);
    queue.pop();
    CHECK(queue.pop().mods == console::key::control);
    queue.pop();
    CHECK(queue.pop().mods == 0);
}

TEST_CASE("consecutive moves become one, which keeps the time of the first") {
    console::InputQueue queue;
    queue.mouse_move(1, 1);
    const double first = queue.front().time;
    queue.mouse_move(2, 3);
    REQUIRE(queue.size() == 1);
    const InputEvent event = queue.pop();
    CHECK(event.x == 2);
    CHECK(event.y == 3);
    CHECK(event.time == first);
}

TEST_CASE("clicks at one place count up to three, and a click elsewhere starts again") {
    console::InputQueue queue;
    const auto click = [&](double x) {
        queue.mouse_move(x, 5);
        queue.mouse_button(0, Action::press, 0);
        queue.mouse_button(0, Action::release, 0);
        int clicks = 0;
        while (!queue.empty())
            if (const InputEvent event = queue.pop(); event.kind == InputEvent::Kind::mouse_button)
                clicks = event.clicks;
        return clicks;
    };
    CHECK(click(5) == 1);
    CHECK(click(6) == 2);
    CHECK(click(5) == 3);
    CHECK(click(5) == 1);
    CHECK(click(50) == 1);
}

TEST_CASE("a pointer outside the window is over nothing, except during a drag") {
    console::InputQueue queue;
    queue.mouse_move(5, 5);
    queue.mouse_left();
    CHECK(queue.pop().x < 0);
    queue.mouse_move(5, 5);
    queue.mouse_button(0, Action::press, 0);
    queue.mouse_left();
    CHECK(queue.pop().x == 5);
    CHECK(queue.pop().kind == InputEvent::Kind::mouse_button);
    CHECK(queue.empty());
}
