// ImGui in this window: its context, its two back ends, and the fonts and theme at the current scale.
#pragma once
#include "app/window/drawing/glfw_window.h"
#include "app/window/fonts/theme.h"

namespace gimbal::app {

// Thread: UI, with the window's OpenGL context current.   GIL: never.
class ImguiSession {
public:
    ImguiSession(GlfwWindow& window, float scale, float text_size);  // throws std::runtime_error if a font is missing
    ~ImguiSession();
    ImguiSession(const ImguiSession&) = delete;

    // Bakes the fonts again if a size has changed. Between frames only. True: everything has to be drawn again.
    bool set_sizes(float scale, float text_size);
    float text_size() const { return text_size_; }  // of code, before scale
    float scale() const { return style_.scale; }
    const PanelStyle& style() const { return style_; }
    PanelStyle& style() { return style_; }

    void begin_back_ends();   // before ImGui::NewFrame
    void end_broken_frame();  // ends a frame that an exception has left, whatever is still open in it

private:
    float text_size_;
    PanelStyle style_;
};

}  // namespace gimbal::app
