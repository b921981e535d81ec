#include "panel/panel_header.h"

#include <cmath>

#include "panel/view/drawing.h"
#include "panel/view/missing_glyphs.h"

namespace gimbal::console {
namespace {

constexpr float header_height = 28;
constexpr const char* stop_label = "Stop";

}  // namespace

float PanelHeader::height(const PanelStyle& style) { return style.pixels(header_height); }

std::string PanelHeader::words(const std::string& note) const {
    return tabs_.words() + (note.empty() ? "" : "  " + note + "  " + stop_label);
}

void PanelHeader::draw(ImDrawList* list, const PanelStyle& style, const Rect& rect, const std::string& words,
                       bool focused) {
    const std::string note = with_glyphs_of(style.ui, style.ui_size, words);
    const float scale = style.scale, pad = style.pixels(10);
    style.fill(list, rect, style.palette.header);
    if (focused) draw_focus_line(list, style, rect);
    const float y = rect.y + std::floor((rect.height - style.ui_size) / 2);
    stop_button_ = {};
    const float stop_width = text_width(style, style.ui, stop_label) + 2 * pad;
    const float note_width = note.empty() ? 0 : stop_width + text_width(style, style.ui, note) + 3 * pad;
    tabs_.draw(list, style, rect, rect.x + pad, rect.width - 2 * pad - note_width);
    if (note.empty()) return;
    stop_button_ = {rect.x + rect.width - pad - stop_width, rect.y + style.pixels(4), stop_width,
                    rect.height - style.pixels(7)};
    fill_rect(list, stop_button_, under_mouse(stop_button_) ? style.palette.button_hover : style.palette.button,
              4 * scale);
    list->AddText(style.ui, style.ui_size, {stop_button_.x + pad, y}, style.palette.text, stop_label);
    const float x = stop_button_.x - pad - text_width(style, style.ui, note);
    list->AddText(style.ui, style.ui_size, {x, y}, style.palette.running, note.c_str());
    list->AddCircleFilled({x - pad, rect.y + std::floor(rect.height / 2) + 1}, style.pixels(4), style.palette.running,
                          12);
}

}  // namespace gimbal::console
