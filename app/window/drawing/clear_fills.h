// Filled rectangles that are cleared with a scissor instead of being drawn: a fill is what a frame costs on the
// software renderer (one full-window rectangle through ImGui 11 ms, a clear under 1 ms).
#pragma once
#include <deque>

#include "gimbal/console/panel_style.h"

namespace gimbal::app {

// What a callback command of a draw list points to. Hashed by its content: its address says nothing.
struct ClearFill {
    float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    ImU32 colour = 0;
    int window_height = 0;
};

// Owns the fills of one frame; ImGui's draw lists point into it until the next begin_frame().
// Thread: UI, with the window's OpenGL context current when the lists are drawn.   GIL: never.
class ClearFills {
public:
    void begin_frame(int window_height);
    void add(ImDrawList* list, console::Rect rect, ImU32 colour);
    static const ClearFill* of(const ImDrawCmd& command);  // nullptr when the command is not one of ours

private:
    std::deque<ClearFill> fills_;  // a deque: growing moves nothing
    std::size_t used_ = 0;
    int window_height_ = 0;
};

}  // namespace gimbal::app
