// The names of the consoles in the header, one in front, with a cross to close one and a plus for another.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/panel_style.h"

namespace gimbal::console {

struct TabAction {
    enum class Kind { show, close, add, next, previous } kind;
    std::size_t tab = of_front;  // show, close
    static constexpr std::size_t of_front = ~std::size_t{0};
};

// Thread: UI.   GIL: not needed.
class ConsoleTabs {
public:
    struct Tab {
        std::string name;
        bool news = false;
        bool closes = true;
    };  // news: something was written while it was behind
    void set(std::vector<Tab> tabs, std::size_t front);
    // From x to the right inside the header, `room` wide at most; returns where it ends.
    float draw(ImDrawList* list, const PanelStyle& style, const Rect& header, float x, float room);
    std::optional<TabAction> hit(float x, float y) const;  // as drawn last
    std::string words() const;                             // "Python Console", or "[Console 1]  Console 2 *"

private:
    struct Place {
        Rect rect;
        TabAction action;
    };
    std::vector<Tab> tabs_;  // fewer than two: the title alone
    std::size_t front_ = 0;
    std::vector<Place> places_;
};

}  // namespace gimbal::console
