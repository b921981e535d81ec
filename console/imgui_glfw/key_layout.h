// What the keyboard's layout puts on a key. GLFW names keys by where they stand on a US keyboard; a shortcut means what
// is printed on them.
#pragma once
#include <array>

namespace gimbal::app {

struct LaidOutKey {
    int code = 0;    // as InputEvent::code
    int symbol = 0;  // as InputEvent::symbol
};

// `position`: GLFW's key; `plain` and `typed`: what the layout has there without a modifier, and with Shift where that
// is held; 0 where it is no ASCII character. Where it has no ASCII letter, as in Cyrillic, the key stays what it is on
// a US keyboard.
LaidOutKey laid_out(int position, int plain, int typed);

// Asks the window system at each press; a release is told as the press was, also when the layout was changed in
// between. Thread: UI, after GLFW was initialised.   GIL: never.
class KeyLayout {
public:
    LaidOutKey of(int position, int scancode, int mods, bool press);

private:
    static constexpr int keys = 349;  // GLFW_KEY_LAST + 1
    std::array<LaidOutKey, keys> pressed_{};
};

}  // namespace gimbal::app
