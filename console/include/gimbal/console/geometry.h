// A rectangle in window pixels.
#pragma once

namespace gimbal::console {

struct Rect {
    float x = 0, y = 0, width = 0, height = 0;
    bool contains(float px, float py) const { return px >= x && py >= y && px < x + width && py < y + height; }
};

}  // namespace gimbal::console
