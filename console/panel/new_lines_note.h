// A note at the bottom right: how many lines arrived since the view left the end of the text. A click scrolls there.
#pragma once
#include <optional>
#include <string>

#include "panel/console_screen.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class NewLinesNote {
public:
    explicit NewLinesNote(ConsoleScreen& screen) : screen_(screen) {}
    void update();                 // once a frame, after the input
    std::string words() const;     // "" while the end is in sight
    bool press(float x, float y);  // true: scrolled to the end
    void draw(ImDrawList* list, const PanelStyle& style);

private:
    ConsoleScreen& screen_;
    std::optional<LineId> left_end_at_;  // the end of the output when the view left it
    Rect rect_;                          // as drawn last
};

}  // namespace gimbal::console
