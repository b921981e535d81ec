// One row of a panel as shown on screen, for tests and automation.
#pragma once
#include <string>

namespace gimbal::console {

struct PanelRow {
    std::string text = {};
    bool has_caret = false;
    int caret_cell = -1;
    std::string remark = {};  // at the right end, not part of the text: how a run ended
};

}  // namespace gimbal::console
