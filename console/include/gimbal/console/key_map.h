// Every text command named once, with its keys and a label: read by the views, by menus and by Help > Keys.
#pragma once
#include <optional>
#include <span>
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

enum class KeyPlace { text, console, variables, find };  // any text view, or one place only, which is looked up first

struct KeyBinding {
    Command command;
    KeyPlace place;
    int key, mods;
    std::string_view keys;  // as shown: "Ctrl-Z"
    std::string_view label;
    bool selects = false;  // with Shift held too it extends the selection
};

std::span<const KeyBinding> key_bindings();

struct KeyMatch {
    Command command;
    bool extend = false;
};
// What a key means at a place; keys of a place fall back to those of any text.
std::optional<KeyMatch> find_command(int key, int mods, KeyPlace place);
// The same, and punctuation wherever the layout has it, with Shift or without.
std::optional<KeyMatch> find_command(const InputEvent& event, KeyPlace place);

}  // namespace gimbal::console
