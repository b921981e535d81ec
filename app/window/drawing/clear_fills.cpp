// A fill is an ImDrawList callback that sets the scissor to the command's clip rectangle and clears.
#include "app/window/drawing/clear_fills.h"

#include <glad/gl.h>

#include <algorithm>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

void clear(const ImDrawList*, const ImDrawCmd* command) {
    const auto* fill = static_cast<const ClearFill*>(command->UserCallbackData);
    const int x0 = static_cast<int>(std::max(command->ClipRect.x, fill->x0)),
              y0 = static_cast<int>(std::max(command->ClipRect.y, fill->y0));
    const int x1 = static_cast<int>(std::min(command->ClipRect.z, fill->x1)),
              y1 = static_cast<int>(std::min(command->ClipRect.w, fill->y1));
    if (x1 <= x0 || y1 <= y0) return;
    const ImVec4 colour = ImGui::ColorConvertU32ToFloat4(fill->colour);
    glEnable(GL_SCISSOR_TEST);  // ImGui's back end sets the scissor again before each command
    glScissor(x0, fill->window_height - y1, x1 - x0, y1 - y0);
    glClearColor(colour.x, colour.y, colour.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
}

}  // namespace

void ClearFills::begin_frame(int window_height) {
    GIMBAL_ON(ui);
    used_ = 0;
    window_height_ = window_height;
}

void ClearFills::add(ImDrawList* list, Rect rect, ImU32 colour) {
    GIMBAL_ON(ui);
    const ImVec2 low{rect.x, rect.y}, high{rect.x + rect.width, rect.y + rect.height};
    if ((colour >> IM_COL32_A_SHIFT) != 0xFF) {  // a clear cannot blend
        list->AddRectFilled(low, high, colour);
        return;
    }
    if (used_ == fills_.size()) fills_.emplace_back();
    ClearFill& fill = fills_[used_++];
    fill = {low.x, low.y, high.x, high.y, colour, window_height_};
    list->AddCallback(clear, &fill);
}

const ClearFill* ClearFills::of(const ImDrawCmd& command) {
    return command.UserCallback == clear ? static_cast<const ClearFill*>(command.UserCallbackData) : nullptr;
}

}  // namespace gimbal::app
