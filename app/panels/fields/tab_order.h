// Tab and Shift-Tab move the keyboard through the fields of a dialog. Dialogs have ImGui's own navigation off, because
// their lists use the arrow keys.
#pragma once
#include <cstddef>
#include <optional>

namespace gimbal::app {

// In each frame: begin(); for each field, in the order of the keyboard, is_next() and then drawn(); end().
// Thread: UI.   GIL: never.
class TabOrder {
public:
    void begin();
    bool is_next();  // the field that is drawn now takes the keyboard
    void drawn(bool active);
    void end();
    void want_first() { wanted_ = 0; }  // the first field takes the keyboard in the next round

private:
    std::size_t count_ = 0;
    std::optional<std::size_t> active_, active_before_, wanted_;  // places in the order
};

}  // namespace gimbal::app
