// While older text is read the view does not move; a small mark at the bottom tells how much has come below.
#include <algorithm>
#include <cmath>

#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/number_words.h"
#include "panel/console_state.h"

namespace gimbal::console {

void ConsolePanel::State::count_new_lines() {
    if (view.follows_tail()) left_end_at.reset();
    else if (!left_end_at || *left_end_at > text.status_begin()) left_end_at = text.status_begin();
}

std::string ConsolePanel::State::new_lines_words() const {
    if (!left_end_at || text.status_begin() <= *left_end_at) return "";
    const std::uint64_t lines = text.status_begin() - *left_end_at;
    return "\xE2\x86\x93 " + with_thousands(lines) + (lines == 1 ? " new line" : " new lines") + "   Ctrl-End";
}

// At the bottom right: the line being typed is below what is seen, or stands at the left of it.
void ConsolePanel::State::draw_new_lines(ImDrawList* list, const PanelStyle& style) {
    new_lines_pill = {};
    const std::string words = new_lines_words();
    if (words.empty()) return;
    const ViewGeometry& geometry = view.geometry();
    const float pad = std::floor(10 * style.scale), height = std::floor(26 * style.scale);
    const float width = std::ceil(compat::text_width(style.ui, style.ui_size, words.c_str(), nullptr)) + 2 * pad;
    const Rect& all = geometry.rect;
    if (width + 2 * pad > all.width || height + pad > all.height) return;
    const Rect pill{all.x + all.width - geometry.scrollbar - pad - width, all.y + all.height - pad - height, width,
                    height};
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool hover = pill.contains(mouse.x, mouse.y);
    if (hover) ImGui::SetMouseCursor(ImGuiMouseCursor_Arrow);
    list->AddRectFilled({pill.x, pill.y}, {pill.x + width, pill.y + height},
                        hover ? style.palette.button_hover : style.palette.button, height / 2);
    list->AddText(style.ui, style.ui_size, {pill.x + pad, pill.y + std::floor((height - style.ui_size) / 2)},
                  style.palette.text, words.c_str());
    new_lines_pill = pill;
}

}  // namespace gimbal::console
