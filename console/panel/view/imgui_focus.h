// The place of ImGui's focus relative to the current window, and other facts from ImGui's internal state. No other file
// reads that state for a panel in a host's window.
#pragma once
#include <cstdint>

namespace gimbal::console {

enum class FocusPlace {
    here,       // the current window
    around,     // a window that contains it
    beside,     // another child of the same window
    elsewhere,  // another window, a popup, a menu bar, or none
};

// Thread: UI, within an ImGui frame.
FocusPlace focus_place();
// The widget that is being used, such as a text field, if it is in a window around the current one. 0: none. Title
// bars, scrollbars and resize grips do not count, because ImGui does not give them the focus.
std::uint32_t active_item_around();
bool window_fits_content();   // the current window takes its size from what is in it, at least in this frame
void want_text_input();       // io.WantTextInput in the next frame: ImGui then keeps keys and text in order
void keep_wheel_from_host();  // the wheel over the last item does not scroll the host's window

}  // namespace gimbal::console
