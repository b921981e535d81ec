// Small shapes and measures that several parts of a panel use.
#pragma once
#include <string>

#include "gimbal/console/panel_style.h"
#include "text/view/scroll_thumb.h"

namespace gimbal::console {

float text_width(const PanelStyle& style, ImFont* font, const std::string& text);  // whole pixels, at the UI's size
bool under_mouse(const Rect& rect);
void fill_rect(ImDrawList* list, const Rect& rect, ImU32 colour, float rounding = 0);
// A box with an outline over the text. All that is drawn next is clipped to it, until PopClipRect.
void begin_box(ImDrawList* list, const PanelStyle& style, const Rect& box);
// A line along the top edge of a part that has the keyboard.
void draw_focus_line(ImDrawList* list, const PanelStyle& style, const Rect& part);
// The thumb of a scrollbar of this width, at the right edge of the track. `held`: it is being dragged.
void draw_thumb(ImDrawList* list, const PanelStyle& style, const Rect& track, float width, const ScrollThumb& thumb,
                bool held);

}  // namespace gimbal::console
