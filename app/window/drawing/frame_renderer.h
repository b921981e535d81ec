// Draws what ImGui has built: only the damaged rectangles if the back buffer survives a swap, otherwise everything.
#pragma once
#include <functional>
#include <vector>

#include "api/host.h"
#include "app/window/drawing/clear_fills.h"
#include "app/window/drawing/damage.h"
#include "app/window/drawing/glfw_window.h"

namespace gimbal::app {

// Thread: UI, with the window's OpenGL context current.   GIL: never.
class FrameRenderer {
public:
    // Tests the back buffer by drawing, so create it before the window is shown.
    explicit FrameRenderer(GlfwWindow& window);

    void begin_frame() { fills_.begin_frame(window_.size().height); }
    void fill(ImDrawList* list, Rect rect, ImU32 colour) { fills_.add(list, rect, colour); }

    void invalidate() { damage_.invalidate(); }
    void damage(Rect rect) { damage_.add(rect); }
    // True if something had changed and was presented.
    bool present(ImDrawData& data);
    void take_picture(std::function<void(Picture)> take);  // called with the next frame, which is drawn whole

private:
    void draw_within(ImDrawData& data, const Rect& rect);
    Picture picture() const;

    GlfwWindow& window_;
    ClearFills fills_;
    Damage damage_;
    bool keeps_back_buffer_ = false;
    std::vector<std::function<void(Picture)>> takers_;
};

}  // namespace gimbal::app
