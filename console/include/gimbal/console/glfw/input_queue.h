// Keyboard and mouse events of the window, in the order in which they happened.
#pragma once
#include <deque>

#include "gimbal/console/glfw/key_layout.h"
#include "gimbal/console/input_event.h"

namespace gimbal::console {

InputEvent::Action action_of(int glfw_action);  // GLFW_PRESS, GLFW_REPEAT or GLFW_RELEASE. Thread: any.

// The window's callbacks fill it; the program's event routing empties it. Adds to each event what GLFW does not say:
// the pointer's position, the modifiers, and the number of a click in a double or triple click.
// Thread: UI.   GIL: never.
class InputQueue {
public:
    using Event = InputEvent;

    void key(int position, LaidOutKey laid_out, Event::Action action, int mods);
    void text(unsigned code_point);
    void mouse_button(int button, Event::Action action, int mods);
    void mouse_move(double x, double y);
    void mouse_left();  // the pointer has left the window
    void wheel(double x, double y);

    bool empty() const { return events_.empty(); }
    std::size_t size() const { return events_.size(); }
    const Event& front() const { return events_.front(); }
    Event pop();

private:
    Event& append(Event::Kind kind);
    int count_click(int button);

    std::deque<Event> events_;
    float x_ = outside, y_ = outside;
    int mods_ = 0;
    int buttons_down_ = 0;
    int last_button_ = -1, clicks_ = 0;  // of the last press
    float click_x_ = 0, click_y_ = 0;
    double click_time_ = 0;

    static constexpr float outside = -10000;
};

}  // namespace gimbal::console
