#include "panel/new_lines_note.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/key_map.h"
#include "gimbal/console/number_words.h"
#include "panel/view/drawing.h"
#include "panel/view/missing_glyphs.h"

namespace gimbal::console {

void NewLinesNote::update() {
    const LineId end = screen_.text().status_begin();
    if (screen_.view().follows_tail()) left_end_at_.reset();
    else left_end_at_ = std::min(left_end_at_.value_or(end), end);
}

std::string NewLinesNote::words() const {
    const LineId end = screen_.text().status_begin();
    if (!left_end_at_ || end <= *left_end_at_) return "";
    const std::uint64_t lines = end - *left_end_at_;
    return "\xE2\x86\x93 " + with_thousands(lines) + (lines == 1 ? " new line" : " new lines") + "   " +
           keys_of(Command::text_end, KeyPlace::console);
}

bool NewLinesNote::press(float x, float y) {
    if (!rect_.contains(x, y)) return false;
    screen_.view().scroll_to_end();
    return true;
}

void NewLinesNote::draw(ImDrawList* list, const PanelStyle& style) {
    rect_ = {};
    const std::string text = with_glyphs_of(style.ui, style.ui_size, words());
    if (text.empty()) return;
    const ViewGeometry& geometry = screen_.view().geometry();
    const float pad = style.pixels(10), height = style.pixels(26);
    const float width = text_width(style, style.ui, text) + 2 * pad;
    const Rect& all = geometry.rect;
    if (width + 2 * pad > all.width || height + pad > all.height) return;
    rect_ = {geometry.text_right() - pad - width, all.y + all.height - pad - height, width, height};
    const bool hover = under_mouse(rect_);
    if (hover) ImGui::SetMouseCursor(ImGuiMouseCursor_Arrow);
    fill_rect(list, rect_, hover ? style.palette.button_hover : style.palette.button, height / 2);
    list->AddText(style.ui, style.ui_size, {rect_.x + pad, rect_.y + std::floor((height - style.ui_size) / 2)},
                  style.palette.text, text.c_str());
}

}  // namespace gimbal::console
