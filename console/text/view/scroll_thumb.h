// The thumb of a scrollbar: where it stands for the part that is seen, which part a dragged one stands for, how it
// looks.
#pragma once
#include "gimbal/console/geometry.h"

namespace gimbal::console {

struct ScrollThumb {
    float y = 0, height = 0;
};

// `part`: 0 at the begin, 1 at the end.
ScrollThumb thumb_in(const Rect& track, double total, double seen, double part);
double part_at(const Rect& track, const ScrollThumb& thumb, float y,
               float grab);  // grab: of the thumb's height, where it is held

}  // namespace gimbal::console
