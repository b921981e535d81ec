// The frame of every panel: its ImGui window, background, header and accent line.
#include <algorithm>

#include "app/app_context.h"
#include "app/panels/widgets.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

double Panel::next_tick() const { return console::never; }

namespace {

void draw_header(Rect rect, const PanelStyle& style, const char* title, const char* note, bool focused) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float scale = style.scale, margin = 10 * scale, height = std::min(rect.height, header_height * scale);
    style.fill(list, {rect.x, rect.y, rect.width, height}, style.palette.header);
    if (focused) style.fill(list, {rect.x, rect.y, rect.width, 2 * scale}, style.palette.accent);
    const float y = rect.y + (height - style.ui_size) / 2;
    const float note_width = note && *note ? text_width(style, note) : 0;
    const float room = rect.width - 2 * margin - (note_width > 0 ? note_width + margin : 0);
    draw_text(style.semibold, style.ui_size, rect.x + margin, y, style.palette.title,
              elided(style.semibold, style.ui_size, title, room));
    if (note_width > 0) draw_text(style, rect.x + rect.width - margin - note_width, y, style.palette.dim, note);
}

}  // namespace

Rect begin_panel(const char* id, Rect rect, const PanelStyle& style, ImU32 ground, const char* title, const char* note,
                 bool focused) {
    GIMBAL_ON(ui);
    constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoNav |
                                       ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                       ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoScrollWithMouse |
                                       ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoFocusOnAppearing;
    rect.width = std::max(rect.width, 1.0f);
    rect.height = std::max(rect.height, 1.0f);
    ImGui::SetNextWindowPos({rect.x, rect.y});
    ImGui::SetNextWindowSize({rect.width, rect.height});
    compat::push_font(style.ui, style.ui_size);
    // The status bar is lower than ImGui's minimum window size.
    ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(8 * style.scale, 8 * style.scale));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
    ImGui::Begin(id, nullptr, flags);
    // ImGui's clip rectangle is inset by half the padding.
    ImGui::PushClipRect({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, false);
    style.fill(ImGui::GetWindowDrawList(), rect, ground);
    if (!title) return rect;
    draw_header(rect, style, title, note, focused);
    const float below = header_height * style.scale;
    ImGui::SetCursorPos({8 * style.scale, below + 8 * style.scale});
    return {rect.x, rect.y + below, rect.width, std::max(0.0f, rect.height - below)};
}

void end_panel() {
    GIMBAL_ON(ui);
    ImGui::Dummy({0, 0});  // ImGui 1.92 ends the program if nothing follows the last SetCursorPos
    ImGui::PopClipRect();
    ImGui::End();
    ImGui::PopStyleVar(3);
    ImGui::PopFont();
}

}  // namespace gimbal::app
