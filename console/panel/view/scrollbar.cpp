#include "panel/view/scrollbar.h"

#include <cmath>

namespace gimbal::console {

void paint_thumb(ImDrawList* list, const PanelStyle& style, const Rect& track, float width, const ScrollThumb& thumb,
                 bool held) {
    const float wide = std::floor(width * 0.75f), right = track.x + track.width - 2;
    list->AddRectFilled({right - wide, thumb.y + 2}, {right, thumb.y + thumb.height - 2},
                        held ? style.palette.button_hover : style.palette.button, wide / 2);
}

}  // namespace gimbal::console
