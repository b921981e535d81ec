// The names of the consoles in the header, with a cross to close each and a plus to add one.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/console_tab.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class ConsoleTabs {
public:
    static constexpr const char* usual_title = "Python Console";
    void set(std::vector<ConsoleTab> tabs, std::size_t front);  // a single tab names the title
    // Draws from `x` to the right inside the header, at most `room` wide, and returns the end.
    float draw(ImDrawList* list, const PanelStyle& style, const Rect& header, float x, float room);
    std::optional<TabAction> hit(float x, float y) const;  // in the last frame
    std::string words() const;                             // "Python Console", or "[Console 1]  Console 2 *"

private:
    struct HitArea {
        Rect rect;
        TabAction action;
    };
    std::string title() const;
    std::vector<ConsoleTab> tabs_;  // fewer than two: only the title is shown
    std::size_t front_ = 0;
    std::vector<HitArea> hit_areas_;
};

}  // namespace gimbal::console
