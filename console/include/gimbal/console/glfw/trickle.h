// Limits the events that ImGui gets in one frame. ImGui 1.86 sees only the state at the frame, so it would miss a key
// that was pressed and released before it, and text would lose its order among the keys.
#pragma once
#include <vector>

#include "gimbal/console/input_event.h"

namespace gimbal::console {

// The share of a frame ends before a second change of one key or button, before a key that edits after text, before
// text after such a key, and before the pointer leaves the point where a button changed.
// Thread: UI.   GIL: not needed.
class Trickle {
public:
    void begin_share() { *this = {}; }
    bool fits(const InputEvent& event) const;
    void add(const InputEvent& event);

private:
    std::vector<int> keys_, buttons_;  // changed in this share
    bool text_ = false, edited_ = false;
};

}  // namespace gimbal::console
