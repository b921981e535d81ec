// ImGui in this window: its context, its two back ends, and the faces and theme at the present scale.
#pragma once
#include "app/window/drawing/glfw_window.h"
#include "app/window/fonts/theme.h"

namespace gimbal::app {

// Thread: UI, with the window's OpenGL context current.   GIL: never.
class ImguiSession {
public:
    ImguiSession(GlfwWindow& window, float scale, float mono);  // throws std::runtime_error when a font is missing
    ~ImguiSession();
    ImguiSession(const ImguiSession&) = delete;

    // Bakes the fonts again when the scale or the size of code is another one. Between frames only. True: everything
    // has to be drawn anew.
    bool set_sizes(float scale, float mono);
    float mono() const { return mono_; }  // before scale
    float scale() const { return style_.scale; }
    const console::PanelStyle& style() const { return style_; }
    console::PanelStyle& style() { return style_; }

    void begin_back_ends();  // the back ends' half of a new frame

private:
    float mono_;
    console::PanelStyle style_;
};

}  // namespace gimbal::app
