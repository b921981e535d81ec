// GLFW knows the character of a key without modifiers and follows a switch of the layout. X11 knows it with Shift, and
// the symbol of a key without a character.
#include "gimbal/console/glfw/key_layout.h"

#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <X11/keysym.h>
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

// Does not ask the server: Xlib keeps the map and follows its changes.
unsigned long symbol_on(int scancode) {
    Display* display = scancode > 0 ? glfwGetX11Display() : nullptr;
    return display ? XkbKeycodeToKeysym(display, static_cast<KeyCode>(scancode), 0, 0) : 0;
}

}  // namespace

int key_of_symbol(unsigned long symbol, int position) {
    switch (symbol) {
        case XK_Return:
        case XK_Linefeed:  // what `xdotool type` sends for the end of a line
        case XK_ISO_Enter: return key::enter;
        case XK_Tab:
        case XK_ISO_Left_Tab: return key::tab;
        case XK_Escape: return key::escape;
        case XK_BackSpace: return key::backspace;
        case XK_Delete: return key::del;
        case XK_Insert: return key::insert;
        case XK_Home: return key::home;
        case XK_End: return key::end;
        case XK_Page_Up: return key::page_up;
        case XK_Page_Down: return key::page_down;
        case XK_Left: return key::left;
        case XK_Right: return key::right;
        case XK_Up: return key::up;
        case XK_Down: return key::down;
        default: return position;
    }
}

LaidOutKey laid_out(int position, int plain, int typed) {
    const bool shifted_digit = is_digit(typed) && !is_digit(plain);  // as on a French keyboard
    LaidOutKey key{position, shifted_digit || (!is_letter(typed) && !is_digit(typed)) ? typed : 0};
    if (is_letter(plain)) key.code = plain & ~0x20;
    else if (is_digit(plain)) key.code = plain;
    else if (plain != 0 && plain < 0x60 && !is_digit(position))
        key.code = plain;  // a French digit key stays a digit: `&` is not a shortcut
    return key;
}

LaidOutKey KeyLayout::of(int position, int scancode, int mods, bool press) {
    GIMBAL_ON(ui);
    if (position >= keys) return {position};
    if (!press && position >= 0 && pressed_[static_cast<std::size_t>(position)].code != 0)
        return pressed_[static_cast<std::size_t>(position)];
    if (!is_printing(position)) {
        const LaidOutKey named{key_of_symbol(symbol_on(scancode), position)};
        if (position >= 0) pressed_[static_cast<std::size_t>(position)] = named;
        if (position >= 0 || named.code != position) return named;
    }
    // GLFW has no name for a key without a position, such as a volume key, and would report an error to the host.
    const int plain = position >= 0 ? plain_on(scancode) : 0;
    // Only a shortcut needs it, so typing sends nothing to the server.
    const bool shortcut = (mods & (key::control | key::alt | key::super)) != 0;
    const LaidOutKey key = laid_out(position, plain, shortcut && (mods & key::shift) ? shifted_on(scancode) : plain);
    if (position >= 0) pressed_[static_cast<std::size_t>(position)] = key;
    return key;
}

}  // namespace gimbal::console
