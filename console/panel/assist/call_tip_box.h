// The signature of the call around the caret, above the caret's line, with the current parameter marked.
#pragma once
#include <string>

#include "gimbal/console/events.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
// Above the row at `row_y`, or below it at the top of the panel. Returns the height used above the row.
float draw_call_tip(ImDrawList* list, const PanelStyle& style, const CallTip& tip, const Rect& panel, float x,
                    float row_y);
std::string call_tip_row(const CallTip& tip);  // "f(a, [b], c)", with the current parameter in brackets

}  // namespace gimbal::console
