// Input from ImGuiIO as events, for a host without an ordered queue.
#pragma once
#include <vector>

#include "gimbal/console/input_event.h"

namespace gimbal::console {

// The input that ImGui reports for this frame: the mouse, and with `keyboard` the text and then the keys. ImGui before
// 1.87 keeps no order within a frame and forgets a key that was pressed and released between two frames.
// Thread: UI, within an ImGui frame.
std::vector<InputEvent> imgui_events(bool keyboard, double now);

}  // namespace gimbal::console
