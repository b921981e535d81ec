// Who gets an event: the splitter, what lies over the panels, the panel under the pointer, or the one with the
// keyboard.
#pragma once
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "app/window/input/imgui_input.h"
#include "app/window/layout.h"
#include "imgui_glfw/input_queue.h"

namespace gimbal::app {

// Hands each frame its share of the queue, in order. Text for a panel is not limited to what ImGui could take in one
// frame, but nothing is read past a point where the next frame may decide differently whose the keyboard is.
// Thread: UI.   GIL: never.
class InputRouter {
public:
    InputRouter(Layout& layout, ImguiInput& imgui);

    std::function<bool(const console::InputEvent&)> global_key = [](const auto&) { return false; };  // true: taken
    std::function<bool(const console::InputEvent&)> zoom_wheel = [](const auto&) {
        return false;
    };                                                         // Ctrl with the wheel over text; true: taken
    std::function<bool()> dialog_open = [] { return false; };  // the keyboard belongs to ImGui
    std::function<bool(PanelId)> keeps_escape = [](PanelId) { return false; };  // closes something of its own by it

    std::function<bool(PanelId)> next_part = [](PanelId) {
        return false;
    };  // F6 stays inside the panel: it gave the keyboard to another part

    // Moves this frame's share out of the queue; returns the time of its first event, infinity when there was none.
    double take_share(InputQueue& queue);
    std::span<const console::InputEvent> share(PanelId panel) const { return shares_[static_cast<std::size_t>(panel)]; }

    PanelId focused() const { return focused_; }
    void focus(PanelId panel);  // shows it, too, when it is folded away
    void focus_next();
    std::optional<PanelId> hovered() const { return hovered_; }
    std::optional<Layout::Splitter> splitter() const;  // under the pointer or being dragged
    bool settling() const { return settling_ > 0; }    // another frame has to pass before keys are read
    // After the panels were drawn: a double click on a header that no widget took.
    void finish_frame(float header_height, bool widget_hovered);

private:
    bool fits(const console::InputEvent& event);
    void route(const console::InputEvent& event);
    void route_mouse(const console::InputEvent& event);
    void press(const console::InputEvent& event);
    void route_key(const console::InputEvent& event);
    void give(PanelId panel, const console::InputEvent& event) {
        shares_[static_cast<std::size_t>(panel)].push_back(event);
    }
    bool keyboard_is_imguis() const;

    Layout& layout_;
    ImguiInput& imgui_;
    std::array<std::vector<console::InputEvent>, panel_count> shares_;
    PanelId focused_ = PanelId::console;
    std::optional<PanelId> hovered_, captured_;
    std::optional<Layout::Splitter> dragged_;
    std::optional<console::InputEvent> double_click_;
    int buttons_down_ = 0, settling_ = 0;
    bool imgui_captured_ = false;  // the button was pressed over an overlay
    bool keys_in_share_ = false, press_in_share_ = false;
    float x_ = -1e4f, y_ = -1e4f;
};

}  // namespace gimbal::app
