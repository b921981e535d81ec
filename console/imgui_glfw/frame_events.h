// The events of the window as one share for each frame of ImGui.
#pragma once
#include <span>
#include <vector>

#include "gimbal/console/glfw/input_queue.h"

namespace gimbal::console {

// A share ends before an event that depends on a frame that is not built yet: a key after a click, a click after a key.
// Events from frames that took no share are dropped. Thread: UI.   GIL: never.
class FrameEvents {
public:
    // Append events here. `frame`: the last frame that began.
    InputQueue& queue(int frame);
    // The same share for all calls with one frame. `imgui_is_behind`: ImGui keeps events for later frames, as it does
    // after fast typing. It does not know yet where the pointer is, so the mouse waits, and what comes after it.
    std::span<const InputEvent> share(int frame, bool imgui_is_behind = false);
    bool more() const { return !queue_.empty(); }  // for the next frame
    // ImGui may still react to the last event. It moves the focus, lays out windows and shows the result in one frame
    // each.
    bool has_new(int frame) const { return frame - queued_in_ <= frames_after_event; }

private:
    static constexpr int frames_after_event = 3;

    InputQueue queue_;
    std::vector<InputEvent> share_;
    int queued_in_ = 0, taken_in_ = -1;
};

}  // namespace gimbal::console
