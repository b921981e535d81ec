#include "panel/view/text_window.h"

#include <algorithm>
#include <atomic>

#include "panel/view/drawing.h"
#include "panel/view/find_bar_drawing.h"

namespace gimbal::console {
namespace {

// No navigation, so that Tab and the arrow keys reach the text. PanelStyle::fill paints the background.
constexpr ImGuiWindowFlags window_flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                          ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                          ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBringToFrontOnFocus |
#ifdef IMGUI_HAS_DOCK
                                          ImGuiWindowFlags_NoDocking |
#endif
                                          ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoScrollWithMouse;

ImDrawList* begin_ground(const Rect& rect, const PanelStyle& style, bool within_window) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->PushClipRect({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, within_window);
    style.fill(list, rect, style.palette.text_ground);
    return list;
}

}  // namespace

std::string unique_window_id(const char* prefix) {
    static std::atomic<unsigned> count{0};
    return prefix + std::to_string(++count);
}

const PanelStyle& completed(const PanelStyle& style, PanelStyle& storage) {
    const bool complete = style.ui && style.semibold && style.mono && style.ui_size > 0 && style.mono_size > 0 &&
                          style.cell_width > 0 && style.row_height > 0 && style.scale > 0;
    return complete ? style : storage = with_defaults(style);
}

ImDrawList* begin_text_window(const char* id, const Rect& rect, const PanelStyle& style) {
    ImGui::SetNextWindowPos({rect.x, rect.y});
    ImGui::SetNextWindowSize({rect.width, rect.height});
    ImGui::Begin(id, nullptr, window_flags);
    return begin_ground(rect, style, false);
}

void end_text_window(ImDrawList* list) {
    list->PopClipRect();
    ImGui::End();
}

ImDrawList* begin_text_area(const Rect& rect, const PanelStyle& style) { return begin_ground(rect, style, true); }

void end_text_area(ImDrawList* list) { list->PopClipRect(); }

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
    if (under_mouse(text)) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
}

bool imgui_takes_input() {
    return ImGui::GetIO().WantTextInput ||
           ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
}

}  // namespace gimbal::console
