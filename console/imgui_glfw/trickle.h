// How many of the waiting events ImGui may get in one frame: 1.86 keeps only the state at the frame, so a key pressed
// and released before it would be lost, and text would lose its place among the keys.
#pragma once
#include <vector>

#include "gimbal/console/input_event.h"

namespace gimbal::app {

// A frame's share ends before a key or button that already changed, before a key that edits after text, before text
// after such a key, and before the pointer moves on from where a button changed.
// Thread: UI.   GIL: not needed.
class Trickle {
public:
    void begin_share() { *this = {}; }
    bool fits(const console::InputEvent& event) const;
    void add(const console::InputEvent& event);

private:
    std::vector<int> keys_, buttons_;  // that changed in this share
    bool text_ = false, edited_ = false;
};

}  // namespace gimbal::app
