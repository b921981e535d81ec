#include "imgui_glfw/frame_events.h"

namespace gimbal::console {

InputQueue& FrameEvents::queue(int frame) {
    if (frame != queued_in_ && taken_in_ != frame) queue_ = {};
    queued_in_ = frame;
    return queue_;
}

std::span<const InputEvent> FrameEvents::share(int frame, bool imgui_is_behind) {
    if (taken_in_ == frame) return share_;
    share_.clear();
    if (queued_in_ != frame - 1 && taken_in_ != frame - 1) queue_ = {};
    taken_in_ = frame;
    bool keys = false, press = false;
    while (!queue_.empty()) {
        const InputEvent& next = queue_.front();
        const bool key = next.kind == InputEvent::Kind::key || next.kind == InputEvent::Kind::text;
        const bool button = next.kind == InputEvent::Kind::mouse_button;
        if ((key && press) || (button && keys) || (!key && imgui_is_behind)) break;
        keys |= key;
        press |= button;
        share_.push_back(queue_.pop());
    }
    return share_;
}

}  // namespace gimbal::console
