// The geometry of a scrollbar's thumb: its position for a scroll position, and the reverse while it is dragged.
#pragma once
#include "gimbal/console/geometry.h"

namespace gimbal::console {

struct ScrollThumb {
    float y = 0, height = 0;
};

// `part`: 0 at the start of the text, 1 at the end.
ScrollThumb thumb_in(const Rect& track, double total, double seen, double part);
// `grab`: how far below the top of the thumb the mouse holds it.
double part_at(const Rect& track, const ScrollThumb& thumb, float y, float grab);

}  // namespace gimbal::console
