// The console's context menu, opened with the right mouse button or the Menu key.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "gimbal/console/panel_style.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class ContextMenu {
public:
    struct Item {
        std::string label;
        std::string keys;
        bool enabled;
        std::function<void()> chosen;
        bool starts_group = false;  // with a line above it
    };
    void open(float x, float y);  // in the next frame
    // `items()` is called only while the menu is open.
    template <class Items>
    void draw(const PanelStyle& style, Items&& items) {
        rows_.clear();
        if (begin(style)) draw_items(items());
        end();
    }
    const std::vector<std::string>& rows() const { return rows_; }  // as drawn last

private:
    bool begin(const PanelStyle& style);
    void draw_items(const std::vector<Item>& items);
    void end();

    float x_ = 0, y_ = 0;
    bool requested_ = false;
    std::vector<std::string> rows_;
};

}  // namespace gimbal::console
