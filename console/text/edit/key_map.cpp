// The table. Menus and messages show the first binding of a command.
#include "gimbal/console/key_map.h"

namespace gimbal::console {
namespace {

using namespace key;
using enum Command;
constexpr KeyPlace in_text = KeyPlace::text, in_console = KeyPlace::console, in_variables = KeyPlace::variables,
                   in_find = KeyPlace::find;

constexpr KeyBinding bindings[] = {
    {run, in_console, enter, 0, "Enter", "Run when the input is complete, else a new line"},
    {run, in_console, keypad_enter, 0, "Keypad Enter", "Run when the input is complete, else a new line"},
    {run_at_once, in_console, enter, control, "Ctrl-Enter", "Run at once"},
    {newline_only, in_console, enter, shift, "Shift-Enter", "New line without running"},
    {previous_input, in_console, key::up, 0, "Up", "Previous input that begins as typed, on the first line"},
    {next_input, in_console, key::down, 0, "Down", "Next input, on the last line"},
    {search_history, in_console, letter('R'), control, "Ctrl-R", "Search the history; press again for older entries"},
    {complete, in_console, tab, 0, "Tab", "Complete a name, or indent in leading white space"},
    {interrupt, in_console, letter('C'), control, "Ctrl-C",
     "Copy a selection, else stop the run, else clear the typed line"},
    {clear_screen, in_console, letter('L'), control, "Ctrl-L", "Clear console"},
    {open_error, in_console, f1 + 7, 0, "F8", "Go to error: the line of the last one, or of the selected run's"},
    {open_error_above, in_console, f1 + 7, shift, "Shift-F8", "Go to error: the next line up in the traceback"},
    {select_run_above, in_console, key::page_up, alt, "Alt-Page Up",
     "Select the run above; Shift with the arrows changes the selection"},
    {select_run_below, in_console, key::page_down, alt, "Alt-Page Down",
     "Select the run below, or go back to the prompt"},
    {open_menu, in_console, key::menu, 0, "Menu", "A menu: the selection, its run (else the last one), the queue"},
    {open_menu, in_console, f10, shift, "Shift-F10", "The same menu"},
    {copy_without_prompts, in_console, letter('C'), control | alt, "Ctrl-Alt-C",
     "Copy without prompts: the selected input, without its output"},
    {copy_script, in_console, letter('S'), control | alt, "Ctrl-Alt-S",
     "Copy session as a script: all that was entered"},
    {fold, in_console, f1 + 1, 0, "F2", "Unfold the long result above or selected, or fold it again"},
    {end_of_input, in_console, letter('D'), control, "Ctrl-D",
     "With nothing typed, end the input of a script that asks; else duplicate the selection or the line"},
    {take_back, in_console, del, 0, "Delete", "Erase right; with nothing typed, take the last run out of the queue"},
    {variables, in_console, f1 + 3, 0, "F4", "Variables: show them and choose one; press again to hide them"},
    {new_console, in_console, letter('T'), control | shift, "Ctrl-Shift-T", "New console, with its own names"},
    {close_console, in_console, letter('W'), control | shift, "Ctrl-Shift-W", "Close console"},
    {next_console, in_console, key::page_down, control, "Ctrl-Page Down", "Next console"},
    {previous_console, in_console, key::page_up, control, "Ctrl-Page Up", "Previous console"},
    {dismiss, in_console, escape, 0, "Escape", "Close the completion list, end the selection"},

    {Command::up, in_variables, key::up, 0, "Up", "The variable above"},
    {Command::down, in_variables, key::down, 0, "Down", "The variable below"},
    {Command::page_up, in_variables, key::page_up, 0, "Page Up", "A page up"},
    {Command::page_down, in_variables, key::page_down, 0, "Page Down", "A page down"},
    {text_start, in_variables, home, 0, "Home", "The first variable"},
    {text_end, in_variables, key::end, 0, "End", "The last variable"},
    {take_name, in_variables, enter, 0, "Enter", "Put the name into the prompt"},
    {take_name, in_variables, keypad_enter, 0, "Keypad Enter", "Put the name into the prompt"},
    {interrupt, in_variables, letter('C'), control, "Ctrl-C",
     "Stop the run, else copy the line (Ctrl-Shift-C: copy it)"},
    {Command::variables, in_variables, f1 + 3, 0, "F4", "Hide the variables"},
    {dismiss, in_variables, tab, 0, "Tab", "Give the keyboard to the prompt; typing does so too"},
    {dismiss, in_variables, escape, 0, "Escape", "Give the keyboard to the prompt"},

    {find_next, in_find, enter, 0, "Enter", "Next match; in the field of the replacement, replace this one"},
    {find_next, in_find, keypad_enter, 0, "Keypad Enter", "Next match"},
    {find_previous, in_find, enter, shift, "Shift-Enter", "Previous match"},
    {match_case, in_find, letter('C'), alt, "Alt-C", "Match case, on or off"},
    {next_field, in_find, tab, 0, "Tab", "The other field"},
    {replace_all, in_find, enter, control, "Ctrl-Enter", "Replace all"},
    {dismiss, in_find, escape, 0, "Escape", "Close; the match stays selected"},

    {complete, in_text, key::space, control, "Ctrl-Space", "Complete a name"},
    {call_tip, in_text, key::space, control | shift, "Ctrl-Shift-Space", "Show the parameters of the call"},
    {undo, in_text, letter('Z'), control, "Ctrl-Z", "Undo typing"},
    {redo, in_text, letter('Z'), control | shift, "Ctrl-Shift-Z", "Redo typing"},
    {redo, in_text, letter('Y'), control, "Ctrl-Y", "Redo typing"},
    {cut, in_text, letter('X'), control, "Ctrl-X", "Cut"},
    {cut, in_text, del, shift, "Shift-Delete", "Cut"},
    {copy, in_text, letter('C'), control, "Ctrl-C", "Copy"},
    {copy, in_text, letter('C'), control | shift, "Ctrl-Shift-C", "Copy"},
    {copy, in_text, key::insert, control, "Ctrl-Insert", "Copy"},
    {paste, in_text, letter('V'), control, "Ctrl-V", "Paste"},
    {paste, in_text, letter('V'), control | shift, "Ctrl-Shift-V", "Paste"},
    {paste, in_text, key::insert, shift, "Shift-Insert", "Paste"},
    {paste_primary, in_text, letter('V'), control | alt, "Ctrl-Alt-V",
     "Paste what was selected last, as the middle button does"},
    {select_all, in_text, letter('A'), control, "Ctrl-A", "Select all"},
    {find, in_text, letter('F'), control, "Ctrl-F", "Find"},
    {find_next, in_text, f1 + 2, 0, "F3", "Next match"},
    {find_previous, in_text, f1 + 2, shift, "Shift-F3", "Previous match"},
    {Command::replace, in_text, letter('H'), control, "Ctrl-H", "Replace, in the script editor"},

    {Command::left, in_text, key::left, 0, "Left", "Character left", true},
    {Command::right, in_text, key::right, 0, "Right", "Character right", true},
    {Command::up, in_text, key::up, 0, "Up", "Line up", true},
    {Command::down, in_text, key::down, 0, "Down", "Line down", true},
    {word_left, in_text, key::left, control, "Ctrl-Left", "Word left", true},
    {word_right, in_text, key::right, control, "Ctrl-Right", "Word right", true},
    {line_start, in_text, home, 0, "Home", "First character of the line, then its start", true},
    {line_end, in_text, key::end, 0, "End", "End of the line", true},
    {text_start, in_text, home, control, "Ctrl-Home", "Start of the text", true},
    {text_end, in_text, key::end, control, "Ctrl-End", "End of the text", true},
    {Command::page_up, in_text, key::page_up, 0, "Page Up", "Page up", true},
    {Command::page_down, in_text, key::page_down, 0, "Page Down", "Page down", true},
    {scroll_up, in_text, key::up, control, "Ctrl-Up", "Scroll up a line"},
    {scroll_down, in_text, key::down, control, "Ctrl-Down", "Scroll down a line"},
    {scroll_to_begin, in_text, home, alt, "Alt-Home", "Scroll to the start"},
    {scroll_to_end, in_text, key::end, alt, "Alt-End", "Scroll to the end"},

    {erase_left, in_text, backspace, 0, "Backspace", "Erase left"},
    {erase_left, in_text, backspace, shift, "Shift-Backspace", "Erase left"},
    {erase_right, in_text, del, 0, "Delete", "Erase right"},
    {erase_word_left, in_text, backspace, control, "Ctrl-Backspace", "Erase a word left"},
    {erase_word_right, in_text, del, control, "Ctrl-Delete", "Erase a word right"},
    {newline, in_text, enter, 0, "Enter", "New line, indented"},
    {newline, in_text, keypad_enter, 0, "Keypad Enter", "New line, indented"},
    {newline, in_text, enter, shift, "Shift-Enter", "New line, indented"},
    {indent, in_text, tab, 0, "Tab", "Indent"},
    {dedent, in_text, tab, shift, "Shift-Tab", "Dedent"},
    {toggle_comment, in_text, letter('/'), control, "Ctrl-/", "Comment or uncomment the lines"},
    {move_lines_up, in_text, key::up, alt, "Alt-Up", "Move the lines up"},
    {move_lines_down, in_text, key::down, alt, "Alt-Down", "Move the lines down"},
    {duplicate, in_text, letter('D'), control, "Ctrl-D", "Duplicate the selection, or the line"},
};

const KeyBinding* binding_of(int key, int mods, KeyPlace place) {
    for (const KeyBinding& binding : bindings)
        if (binding.place == place && binding.key == key && binding.mods == mods) return &binding;
    return nullptr;
}

}  // namespace

std::span<const KeyBinding> key_bindings() { return bindings; }

std::string keys_of(Command command, KeyPlace place) {
    for (const KeyPlace one : {place, KeyPlace::text})
        for (const KeyBinding& binding : bindings)
            if (binding.place == one && binding.command == command) return std::string(binding.keys);
    return "";
}

std::optional<KeyMatch> find_command(int key, int mods, KeyPlace place) {
    mods &= key::shift | key::control | key::alt | key::super;  // ignores Caps Lock and Num Lock
    if (place != KeyPlace::text)
        if (const KeyBinding* found = binding_of(key, mods, place)) return KeyMatch{found->command};
    if (const KeyBinding* found = binding_of(key, mods, KeyPlace::text)) return KeyMatch{found->command};
    if (!(mods & key::shift)) return std::nullopt;
    const KeyBinding* found = binding_of(key, mods & ~key::shift, KeyPlace::text);
    return found && found->selects ? std::optional(KeyMatch{found->command, true}) : std::nullopt;
}

std::optional<KeyMatch> find_command(const InputEvent& event, KeyPlace place) {
    auto match = find_command(event.code, event.mods, place);
    return match || event.symbol == 0 ? match : find_command(event.symbol, event.mods & ~key::shift, place);
}

}  // namespace gimbal::console
