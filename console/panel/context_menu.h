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
    void open(float x, float y);                                                          // in the next frame
    void draw(const PanelStyle& style, const std::function<std::vector<Item>()>& items);  // asked only while it is open
    const std::vector<std::string>& rows() const { return rows_; }                        // as drawn last

private:
    float x_ = 0, y_ = 0;
    bool requested_ = false;
    std::vector<std::string> rows_;
};

}  // namespace gimbal::console
