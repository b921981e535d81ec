#include "panel/view/text_window.h"

#include <algorithm>

#include "panel/view/drawing.h"
#include "panel/view/find_bar_drawing.h"

namespace gimbal::console {
namespace {

// No navigation, so that Tab and the arrow keys reach the text. PanelStyle::fill paints the background.
constexpr ImGuiWindowFlags window_flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                          ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                          ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBringToFrontOnFocus |
                                          ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoScrollWithMouse;

}  // namespace

ImDrawList* begin_text_window(const char* id, const Rect& rect, const PanelStyle& style) {
    ImGui::SetNextWindowPos({rect.x, rect.y});
    ImGui::SetNextWindowSize({rect.width, rect.height});
    ImGui::Begin(id, nullptr, window_flags);
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->PushClipRect({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, false);
    style.fill(list, rect, style.palette.text_ground);
    return list;
}

void end_text_window(ImDrawList* list) {
    list->PopClipRect();
    ImGui::End();
}

ViewGeometry text_geometry(const Rect& rect, const PanelStyle& style) {
    ViewGeometry geometry{rect, style.cell_width, style.row_height};
    geometry.padding = style.pixels(10);
    geometry.padding_top = style.pixels(8);
    geometry.scrollbar = style.pixels(8);
    return geometry;
}

float place_below_find(TextView& view, ViewGeometry& geometry, const Rect& whole, FindBar& find,
                       const PanelStyle& style, double now) {
    find.work(now);
    const float strip = find_bar_height(find, style);
    geometry.rect = {whole.x, whole.y + strip, whole.width, std::max(0.0f, whole.height - strip)};
    view.place(geometry);
    return strip;
}

void show_text_cursor(const TextView& view) {
    Rect text = view.geometry().rect;
    text.width -= view.geometry().scrollbar + 4;
    if (under_mouse(text) && ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem))
        ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
}

bool imgui_takes_input() {
    return ImGui::GetIO().WantTextInput ||
           ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
}

}  // namespace gimbal::console
