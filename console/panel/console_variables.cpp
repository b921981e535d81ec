// The list of variables and the prompt share the keyboard: what the list does not know goes on to the prompt, and the
// keyboard with it.
#include "panel/console_state.h"

namespace gimbal::console {

void ConsolePanel::State::give_keyboard_to_variables() {
    end_search(true);
    help.close();
    find.leave();
    variables.take_keyboard();
}

// Shown behind the prompt they get the keyboard first.
void ConsolePanel::State::show_variables() {
    if (variables.has_keyboard()) return variables.close();
    if (!variables.is_open()) variables.open();
    give_keyboard_to_variables();
}

bool ConsolePanel::State::variables_input(const InputEvent& event) {
    if (!variables.has_keyboard()) return false;
    if (event.kind == InputEvent::Kind::text) {
        variables.leave();
        return false;
    }
    if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release) return false;
    const auto match = find_command(event, KeyPlace::variables);
    if (match && match->command == Command::interrupt) {
        runs.busy() ? engine.stop() : static_cast<void>(variables.on_command(Command::copy));
        return true;
    }
    if (match && variables.on_command(match->command)) return true;
    const bool shows = match && match->command == Command::variables;
    if (!shows && (match || find_command(event, KeyPlace::console))) variables.leave();
    return false;
}

}  // namespace gimbal::console
