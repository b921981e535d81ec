// The keyboard layout of a key. GLFW names a key by its position on a US keyboard; a shortcut means the character that
// is printed on it.
#pragma once
#include <array>

namespace gimbal::console {

struct LaidOutKey {
    int code = 0;    // as InputEvent::code
    int symbol = 0;  // as InputEvent::symbol
};

// `position`: GLFW's key. `plain`: the layout's character there without modifiers. `typed`: the same with Shift if
// Shift is held. Both are 0 if the character is not ASCII. A layout without ASCII letters (Cyrillic) keeps the key of a
// US keyboard.
LaidOutKey laid_out(int position, int plain, int typed);

// A key without a character is named by its X11 symbol, so a Caps Lock that the user has made an Escape is one, and a
// key that GLFW does not know may be an Enter. Symbols without a meaning here give `position`.
int key_of_symbol(unsigned long symbol, int position);

// Asks the window system at each press. A release gets the key of its press, even if the layout changed in between.
// Thread: UI, after glfwInit().   GIL: never.
class KeyLayout {
public:
    LaidOutKey of(int position, int scancode, int mods, bool press);

private:
    static constexpr int keys = 349;  // GLFW_KEY_LAST + 1
    std::array<LaidOutKey, keys> pressed_{};
};

}  // namespace gimbal::console
