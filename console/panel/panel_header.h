// The strip above the text: the tabs of the consoles, the current run, and Stop.
#pragma once
#include <string>

#include "panel/view/console_tabs.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class PanelHeader {
public:
    ConsoleTabs& tabs() { return tabs_; }
    static float height(const PanelStyle& style);
    // `note`: the state of the current run; "" when idle.
    void draw(ImDrawList* list, const PanelStyle& style, const Rect& rect, const std::string& note, bool focused);
    bool stop_contains(float x, float y) const { return stop_button_.contains(x, y); }
    std::string words(const std::string& note) const;

private:
    ConsoleTabs tabs_;
    Rect stop_button_;  // as drawn last
};

}  // namespace gimbal::console
