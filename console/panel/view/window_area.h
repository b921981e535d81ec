// The place of a panel in a window of the host's: a child window that takes its input by ImGui's rules.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gimbal/console/geometry.h"
#include "gimbal/console/input_event.h"

namespace gimbal::console {

// The keyboard: ConsolePanel::draw_in_window states the rule. The mouse: an event counts if ImGui says that the area is
// hovered, so windows above it, popups and widgets that hold the mouse come first. A drag that began here continues
// outside.
// Thread: UI, within an ImGui frame.   GIL: never.
class WindowArea {
public:
    WindowArea();

    // Fills what is left of the current window. `input`: the host's events of this frame; nothing: read ImGuiIO.
    // Returns false if no part is visible. end() follows in any case.
    bool begin(std::optional<std::span<const InputEvent>> input, double now);
    void end();

    const Rect& rect() const { return rect_; }
    std::span<const InputEvent> input() const { return input_; }
    bool has_keyboard() const { return has_keyboard_; }
    void take_keyboard() { take_ = true; }              // in the next frame
    void give_back_keyboard() { give_ = true; }         // to the host's window, at the end of this frame
    bool wants_frame() const { return settling_ > 0; }  // ImGui shows an effect of the input one frame later

private:
    void follow_focus(bool appearing);
    void sort_out(std::span<const InputEvent> events, bool hovered);
    bool is_ours(InputEvent& event, bool hovered);

    const std::string id_;
    Rect rect_;
    std::vector<InputEvent> input_;
    bool has_keyboard_ = false, takes_keys_ = false;
    bool holds_ = true;        // has the keyboard whenever the host's window is focused
    bool given_back_ = false;  // until the focus has been elsewhere
    bool take_ = false, give_ = false;
    bool pointer_inside_ = false;
    unsigned captured_ = 0;          // a bit for each button that was pressed here and not released
    std::uint32_t passed_item_ = 0;  // the tab or button that made this area appear
    int settling_ = 0;
};

}  // namespace gimbal::console
