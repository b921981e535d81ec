// The commands of the text views, with keys and labels. Views, menus and Help > Keys read this table.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gimbal/console/input_event.h"

namespace gimbal::console {

enum class Command {
    left,
    right,
    up,
    down,
    word_left,
    word_right,
    line_start,
    line_end,
    text_start,
    text_end,
    page_up,
    page_down,
    erase_left,
    erase_right,
    erase_word_left,
    erase_word_right,
    newline,
    indent,
    dedent,
    toggle_comment,
    move_lines_up,
    move_lines_down,
    duplicate,
    undo,
    redo,
    cut,
    copy,
    paste,
    select_all,
    scroll_up,
    scroll_down,
    scroll_to_begin,
    scroll_to_end,
    paste_primary,
    run,
    run_at_once,
    newline_only,
    complete,
    previous_input,
    next_input,
    interrupt,
    clear_screen,
    dismiss,
    take_back,
    end_of_input,
    fold,
    search_history,
    call_tip,
    variables,
    take_name,
    new_console,
    close_console,
    next_console,
    previous_console,
    copy_without_prompts,
    copy_script,
    open_error,
    open_error_above,
    select_run_above,
    select_run_below,
    open_menu,
    find,
    find_next,
    find_previous,
    match_case,
    next_field,
    replace,
    replace_all,
};

// The place of a binding: any text view, or one place only. The bindings of one place take precedence.
enum class KeyPlace { text, console, variables, find };

struct KeyBinding {
    Command command = {};
    KeyPlace place = {};
    int key = 0, mods = 0;
    std::string_view keys = {};  // as shown to the user: "Ctrl-Z"
    std::string_view label = {};
    bool selects = false;  // with Shift, extends the selection
};

std::span<const KeyBinding> key_bindings();
std::string keys_of(Command command, KeyPlace place);  // its first keys there, else in any text view: "Ctrl-Z"

struct KeyMatch {
    Command command = {};
    bool extend = false;
};
// The command of a key at a place. Falls back to the bindings of any text view.
std::optional<KeyMatch> find_command(int key, int mods, KeyPlace place);
// The same for an event. Finds punctuation on any keyboard layout, typed with or without Shift.
std::optional<KeyMatch> find_command(const InputEvent& event, KeyPlace place);

}  // namespace gimbal::console
