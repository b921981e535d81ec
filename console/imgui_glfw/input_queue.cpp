// Appends one event per callback; consecutive moves of the pointer become one.
#include "gimbal/console/glfw/input_queue.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <cmath>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {
namespace {

constexpr double double_click_seconds = 0.4;
constexpr float double_click_pixels = 5;

int modifier_of(int code) {  // GLFW's left and right Shift, Control, Alt, Super, in this order
    constexpr int first = 340, count = 4;
    return code >= first && code < first + 2 * count ? 1 << ((code - first) % count) : 0;
}

}  // namespace

InputEvent::Action action_of(int glfw_action) {
    using Action = InputEvent::Action;
    return glfw_action == GLFW_PRESS ? Action::press : glfw_action == GLFW_REPEAT ? Action::repeat : Action::release;
}

InputQueue::Event& InputQueue::append(Event::Kind kind) {
    Event& event = events_.emplace_back();
    event.kind = kind;
    event.mods = mods_;
    event.x = x_;
    event.y = y_;
    event.time = steady_seconds();
    return event;
}

void InputQueue::key(int position, LaidOutKey laid_out, Event::Action action, int mods) {
    GIMBAL_ON(ui);
    mods_ = mods;
    Event& event = append(Event::Kind::key);
    event.code = laid_out.code;
    event.symbol = laid_out.symbol;
    event.position = position;
    event.action = action;
    // GLFW gives the modifiers as they were before the key. A wheel or move event after it carries none.
    if (const int own = modifier_of(position)) mods_ = action == Event::Action::release ? mods_ & ~own : mods_ | own;
}

void InputQueue::text(unsigned code_point) {
    GIMBAL_ON(ui);
    append(Event::Kind::text).code = static_cast<int>(code_point);
}

void InputQueue::mouse_button(int button, Event::Action action, int mods) {
    GIMBAL_ON(ui);
    mods_ = mods;
    const bool press = action == Event::Action::press;
    buttons_down_ += press ? 1 : -1;
    const int clicks = press ? count_click(button) : clicks_;
    Event& event = append(Event::Kind::mouse_button);
    event.code = button;
    event.action = action;
    event.clicks = clicks;
}

int InputQueue::count_click(int button) {
    const double now = steady_seconds();
    const bool again = button == last_button_ && now - click_time_ < double_click_seconds &&
                       std::abs(x_ - click_x_) < double_click_pixels && std::abs(y_ - click_y_) < double_click_pixels;
    clicks_ = again ? clicks_ % 3 + 1 : 1;
    last_button_ = button;
    click_time_ = now;
    click_x_ = x_;
    click_y_ = y_;
    return clicks_;
}

void InputQueue::mouse_move(double x, double y) {
    GIMBAL_ON(ui);
    x_ = static_cast<float>(x);
    y_ = static_cast<float>(y);
    // Keep the first time: lateness counts from the first move that is not shown yet.
    if (!events_.empty() && events_.back().kind == Event::Kind::mouse_move) {
        events_.back().x = x_;
        events_.back().y = y_;
        return;
    }
    append(Event::Kind::mouse_move);
}

void InputQueue::mouse_left() {
    GIMBAL_ON(ui);
    if (buttons_down_ > 0) return;  // a drag goes on outside the window
    mouse_move(outside, outside);
}

void InputQueue::wheel(double x, double y) {
    GIMBAL_ON(ui);
    Event& event = append(Event::Kind::wheel);
    event.wheel_x = static_cast<float>(x);
    event.wheel_y = static_cast<float>(y);
}

InputQueue::Event InputQueue::pop() {
    GIMBAL_ON(ui);
    Event event = std::move(events_.front());
    events_.pop_front();
    return event;
}

}  // namespace gimbal::console
