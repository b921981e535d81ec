// Which rectangles of the window differ from what it shows, found by hashing ImGui's draw lists.
#pragma once
#include <cstdint>
#include <imgui.h>
#include <vector>

#include "gimbal/console/panel_style.h"

namespace gimbal::app {

// Compares each frame's draw lists with those of the frame before: vertices, indices, commands, and the content of the
// fills that callbacks point to (0.07 ms for the whole window).
// Thread: UI.   GIL: never.
class Damage {
public:
    static constexpr std::size_t rectangle_limit = 4;

    void invalidate() { everything_ = true; }                 // what the window shows is unknown
    void add(console::Rect rect) { extra_.push_back(rect); }  // the content of a texture changed, its list did not

    // Whole pixels, disjoint, within the window, at most rectangle_limit. Empty: nothing changed.
    std::vector<console::Rect> compare(const ImDrawData& data);

private:
    struct ListState {
        const ImDrawList* list;
        std::uint64_t hash;
        console::Rect bounds;
    };
    std::vector<ListState> shown_;  // as drawn last, in order
    std::vector<console::Rect> extra_;
    bool everything_ = true;
};

}  // namespace gimbal::app
