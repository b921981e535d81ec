// The thumb never gets too small to grab.
#include "text/view/scroll_thumb.h"

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

}  // namespace gimbal::console
