// The signature of the call around the caret, above the caret's line, with the current parameter marked.
#pragma once
#include <string>

#include "gimbal/console/events.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class CallTipBox {
public:
    void show(CallTip tip) { tip_ = std::move(tip); }
    void close() { tip_.signature.clear(); }
    bool is_open() const { return !tip_.signature.empty(); }
    // Above the row at `row_y`, or below it at the top of the panel. Returns the height used above the row.
    float draw(ImDrawList* list, const PanelStyle& style, const Rect& panel, float x, float row_y) const;
    std::string row() const;  // "f(a, [b], c)", with the current parameter in brackets

private:
    CallTip tip_{};
};

}  // namespace gimbal::console
