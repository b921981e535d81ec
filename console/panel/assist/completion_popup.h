// Draws the completion list at the caret. It never covers the caret's line.
#pragma once
#include <string>
#include <vector>

#include "gimbal/console/panel_style.h"
#include "panel/prompt/completions.h"

namespace gimbal::console {

// An opened list never becomes narrower. Thread: UI.   GIL: not needed.
class CompletionPopup {
public:
    // Below the row at `row_y` if it fits in `panel`; else above it, at a distance of `above_gap`.
    void draw(ImDrawList* list, const PanelStyle& style, const Completions& names, const Rect& panel, float x,
              float row_y, float above_gap);
    std::vector<std::string> rows(const Completions& names) const;

private:
    std::uint64_t opened_ = 0;  // the list that the members below belong to
    std::size_t first_ = 0;     // scrolled to
    std::size_t widest_ = 0;    // cells
};

}  // namespace gimbal::console
