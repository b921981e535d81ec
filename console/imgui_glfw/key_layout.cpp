// GLFW knows the character of a key without modifiers and follows a switch of the layout. X11 knows it with Shift.
#include "gimbal/console/glfw/key_layout.h"

#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include "gimbal/console/input_event.h"
#include "gimbal/console/thread_role.h"

extern "C" Display* glfwGetX11Display();  // GLFW/glfw3native.h includes Xrandr's headers

namespace gimbal::console {
namespace {

bool is_letter(int code) { return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z'); }
bool is_digit(int code) { return code >= '0' && code <= '9'; }
bool is_printing(int position) { return position > key::space && position < key::escape; }

int plain_on(int scancode) {
    const char* name = glfwGetKeyName(GLFW_KEY_UNKNOWN, scancode);
    return name && name[0] > ' ' && name[0] < 0x7F && name[1] == '\0' ? name[0] : 0;
}

int shifted_on(int scancode) {
    Display* display = glfwGetX11Display();
    XkbStateRec state{};
    if (!display || XkbGetState(display, XkbUseCoreKbd, &state) != Success) return 0;
    const KeySym symbol = XkbKeycodeToKeysym(display, static_cast<KeyCode>(scancode), state.group, 1);
    return symbol > ' ' && symbol < 0x7F ? static_cast<int>(symbol) : 0;  // Latin-1 symbols are their code points
}

}  // namespace

LaidOutKey laid_out(int position, int plain, int typed) {
    LaidOutKey key{position, typed != 0 && !is_letter(typed) && !is_digit(typed) ? typed : 0};
    if (is_letter(plain)) key.code = plain & ~0x20;
    else if (is_digit(plain)) key.code = plain;
    else if (plain != 0 && plain < 0x60 && !is_digit(position))
        key.code = plain;  // a French digit key stays a digit: `&` is not a shortcut
    return key;
}

LaidOutKey KeyLayout::of(int position, int scancode, int mods, bool press) {
    GIMBAL_ON(ui);
    if (position >= keys || (position >= 0 && !is_printing(position))) return {position};
    if (!press && position >= 0) return pressed_[static_cast<std::size_t>(position)];
    const int plain = plain_on(scancode);
    // Only a shortcut needs it, so typing sends nothing to the server.
    const bool shortcut = (mods & (key::control | key::alt | key::super)) != 0;
    const LaidOutKey key = laid_out(position, plain, shortcut && (mods & key::shift) ? shifted_on(scancode) : plain);
    if (position >= 0) pressed_[static_cast<std::size_t>(position)] = key;
    return key;
}

}  // namespace gimbal::console
