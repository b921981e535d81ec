// An input event of keyboard or mouse. The host passes them in the order in which they happened.
#pragma once
#include <cstdint>
#include <string>

namespace gimbal::console {

struct InputEvent {
    enum class Kind { key, text, mouse_button, mouse_move, wheel } kind = Kind::key;
    // A GLFW key or mouse button, or a code point for text. A printing key is named by the character that the keyboard
    // layout gives it, not by its position; the host converts it.
    int code = 0;
    // Of a key: the punctuation that it types with the present Shift, or the digit that it types only with Shift, as on
    // a French keyboard; 0: none or unknown.
    int symbol = 0;
    int position = 0;  // of a key: the GLFW key at the same position on a US keyboard
    int mods = 0;      // GLFW modifier bits
    enum class Action { press, repeat, release } action = Action::press;
    float x = 0, y = 0;              // the mouse position at the time of the event, in window pixels
    float wheel_x = 0, wheel_y = 0;  // steps
    double time = 0;                 // seconds of the steady clock
    int clicks = 1;                  // 2: double click, 3: triple click
};

// The key numbers of GLFW, so that this header does not need GLFW. A static_assert in imgui_glfw or the host checks
// them.
namespace key {
inline constexpr int shift = 1, control = 2, alt = 4, super = 8;
inline constexpr int space = 32, escape = 256, enter = 257, tab = 258, backspace = 259, insert = 260, del = 261,
                     right = 262, left = 263, down = 264, up = 265, page_up = 266, page_down = 267, home = 268,
                     end = 269, f1 = 290, f6 = 295, f10 = 299, menu = 348, keypad_enter = 335, minus = 45, equal = 61,
                     keypad_subtract = 333, keypad_add = 334, plus = 43, slash = 47;
inline constexpr int letter(char upper) { return upper; }  // 'A' to 'Z' and '0' to '9' are their ASCII codes
}  // namespace key

}  // namespace gimbal::console
