// Fills rectangles by scissored clears. On a software renderer, fills are most of the cost of a frame: a rectangle of
// the whole window takes 11 ms through ImGui and less than 1 ms as a clear.
#pragma once
#include <deque>

#include "app/names.h"

namespace gimbal::app {

// The data of a callback command in a draw list. Damage hashes its content, because its address is not stable.
struct ClearFill {
    float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    ImU32 colour = 0;
    int window_height = 0;
};

// Owns the fills of one frame. ImGui's draw lists point to them until the next begin_frame().
// Thread: UI, with the window's OpenGL context current when the lists are drawn.   GIL: never.
class ClearFills {
public:
    void begin_frame(int window_height);
    void add(ImDrawList* list, Rect rect, ImU32 colour);
    static const ClearFill* of(const ImDrawCmd& command);  // nullptr if the command is not a fill

private:
    std::deque<ClearFill> fills_;  // a deque, because its elements never move
    std::size_t used_ = 0;
    int window_height_ = 0;
};

}  // namespace gimbal::app
