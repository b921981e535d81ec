// Key codes by keyboard layout.
#include <doctest/doctest.h>

#include <X11/keysym.h>

#include "app/panels/menus/key_table.h"
#include "gimbal/console/glfw/key_layout.h"
#include "gimbal/console/key_map.h"

using namespace gimbal;
using console::Command, console::InputEvent, console::KeyPlace;
using console::LaidOutKey, console::laid_out;

namespace {

constexpr int control = console::key::control, shift = console::key::shift;

InputEvent pressed(LaidOutKey key, int mods) {
    InputEvent event;
    event.code = key.code;
    event.symbol = key.symbol;
    event.mods = mods;
    return event;
}
std::optional<Command> command_of(LaidOutKey key, int mods) {
    const auto match = console::find_command(pressed(key, mods), KeyPlace::text);
    return match ? std::optional(match->command) : std::nullopt;
}
std::string started_by(LaidOutKey key, int mods) {
    const document::CommandRegistry commands;
    return app::KeyTable(commands).command_of(pressed(key, mods), "console");
}

}  // namespace

TEST_CASE("on a US keyboard, key codes do not change") {
    CHECK(command_of(laid_out('Z', 'z', 'z'), control) == Command::undo);
    CHECK(command_of(laid_out('Z', 'z', 'Z'), control | shift) == Command::redo);
    CHECK(command_of(laid_out('/', '/', '/'), control) == Command::toggle_comment);
    CHECK(started_by(laid_out('=', '=', '='), control) == "text.larger");
    CHECK(started_by(laid_out('=', '=', '+'), control | shift) == "text.larger");
    CHECK(started_by(laid_out('-', '-', '-'), control) == "text.smaller");
    CHECK(started_by(laid_out('0', '0', '0'), control) == "text.default_size");
}

TEST_CASE("German: punctuation, Y and Z follow the printed characters") {
    CHECK(started_by(laid_out(']', '+', '+'), control) == "text.larger");
    CHECK(started_by(laid_out('/', '-', '-'), control) == "text.smaller");
    CHECK(command_of(laid_out('/', '-', '-'), control) != Command::toggle_comment);
    CHECK(command_of(laid_out('7', '7', '/'), control | shift) == Command::toggle_comment);
    CHECK(command_of(laid_out('Y', 'z', 'z'), control) == Command::undo);
    CHECK(command_of(laid_out('Z', 'y', 'y'), control) == Command::redo);
    CHECK(started_by(laid_out('-', 0, 0), control) ==
          "text.smaller");  // no ASCII character on this key, so the US one is used
}

TEST_CASE(
    "French: letters follow the printed characters, digits stay digits, and the minus on the digit row is a minus") {
    CHECK(started_by(laid_out('Q', 'a', 'a'), control) != "window.quit");
    CHECK(started_by(laid_out('A', 'q', 'q'), control) == "window.quit");
    CHECK(command_of(laid_out(';', 'm', 'm'), control) == std::nullopt);
    CHECK(command_of(laid_out('M', ',', ','), control) == std::nullopt);
    CHECK(started_by(laid_out('0', 0, 0), control) == "text.default_size");
    CHECK(started_by(laid_out('0', 0, '0'), control | shift) == "text.default_size");
    CHECK(laid_out('6', '-', '6').symbol == '6');
    CHECK(laid_out('1', '&', '&').code == '1');
    CHECK(started_by(laid_out('6', '-', '-'), control) == "text.smaller");
    CHECK(command_of(laid_out('.', ':', '/'), control | shift) == Command::toggle_comment);
}

TEST_CASE("Dvorak and Cyrillic: a letter key may have punctuation or a letter that is not ASCII") {
    CHECK(started_by(laid_out('Q', '\'', '\''), control) != "window.quit");
    CHECK(command_of(laid_out('[', '/', '/'), control) == Command::toggle_comment);
    CHECK(started_by(laid_out('Q', 0, 0), control) == "window.quit");
    CHECK(command_of(laid_out('V', 0, 0), control) == Command::paste);
}

TEST_CASE("a key without a character is the key that its symbol names, whatever its position") {
    constexpr int unknown = -1, caps_lock = 280, f1 = console::key::f1;
    CHECK(console::key_of_symbol(XK_Escape, caps_lock) == console::key::escape);  // setxkbmap -option caps:escape
    CHECK(console::key_of_symbol(XK_Linefeed, unknown) == console::key::enter);   // xdotool type
    CHECK(console::key_of_symbol(XK_ISO_Left_Tab, console::key::tab) == console::key::tab);
    CHECK(console::key_of_symbol(XK_BackSpace, caps_lock) == console::key::backspace);
    CHECK(console::key_of_symbol(XK_Caps_Lock, caps_lock) == caps_lock);
    CHECK(console::key_of_symbol(XK_F1, f1) == f1);
    CHECK(console::key_of_symbol(XK_KP_Enter, console::key::keypad_enter) == console::key::keypad_enter);
    CHECK(console::key_of_symbol(0, unknown) == unknown);
}
