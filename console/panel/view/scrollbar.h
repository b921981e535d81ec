// Draws the thumb of a scrollbar.
#pragma once
#include "gimbal/console/panel_style.h"
#include "text/view/scroll_thumb.h"

namespace gimbal::console {

// At the right edge of the track; `width` is the scrollbar's. `held`: it is being dragged.
void paint_thumb(ImDrawList* list, const PanelStyle& style, const Rect& track, float width, const ScrollThumb& thumb,
                 bool held);

}  // namespace gimbal::console
