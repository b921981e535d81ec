// Never so small that it cannot be grasped.
#include "panel/view/scroll_thumb.h"

#include <algorithm>
#include <cmath>

namespace gimbal::console {

ScrollThumb thumb_in(const Rect& track, double total, double seen, double part) {
    const double length = track.height, height = std::max(24.0, length * seen / std::max(total, seen));
    return {static_cast<float>(std::floor(track.y + std::min(part, 1.0) * (length - height))),
            static_cast<float>(std::floor(height))};
}

double part_at(const Rect& track, const ScrollThumb& thumb, float y, float grab) {
    const double room = std::max(1.0, static_cast<double>(track.height - thumb.height));
    return std::clamp((y - grab - track.y) / room, 0.0, 1.0);
}

void paint_thumb(ImDrawList* list, const PanelStyle& style, const Rect& track, float width, const ScrollThumb& thumb,
                 bool held) {
    const float wide = std::floor(width * 0.75f), right = track.x + track.width - 2;
    list->AddRectFilled({right - wide, thumb.y + 2}, {right, thumb.y + thumb.height - 2},
                        held ? style.palette.button_hover : style.palette.button, wide / 2);
}

}  // namespace gimbal::console
