#include "panel/view/drawing.h"

#include <cmath>

#include "gimbal/console/imgui_compat.h"

namespace gimbal::console {

float text_width(const PanelStyle& style, ImFont* font, const std::string& text) {
    return std::ceil(compat::text_width(font, style.ui_size, text.c_str(), nullptr));
}

bool under_mouse(const Rect& rect) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    return rect.contains(mouse.x, mouse.y) && ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
}

void fill_rect(ImDrawList* list, const Rect& rect, ImU32 colour, float rounding) {
    list->AddRectFilled({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, colour, rounding);
}

void begin_box(ImDrawList* list, const PanelStyle& style, const Rect& box) {
    const ImVec2 low{box.x, box.y}, high{box.x + box.width, box.y + box.height};
    list->AddRectFilled(low, high, style.palette.header, 5 * style.scale);
    list->AddRect(low, high, style.palette.field_hover, 5 * style.scale);
    list->PushClipRect(low, high, true);
}

void draw_focus_line(ImDrawList* list, const PanelStyle& style, const Rect& part) {
    style.fill(list, {part.x, part.y, part.width, style.line(2)}, style.palette.accent);
}

void draw_thumb(ImDrawList* list, const PanelStyle& style, const Rect& track, float width, const ScrollThumb& thumb,
                bool held) {
    const float wide = std::floor(width * 0.75f), right = track.x + track.width - 2;
    list->AddRectFilled({right - wide, thumb.y + 2}, {right, thumb.y + thumb.height - 2},
                        held ? style.palette.button_hover : style.palette.button, wide / 2);
}

}  // namespace gimbal::console
