// The table of keys. Menus show the first row of a command.
#include "app/panels/menus/command_keys.h"

#include <algorithm>

#include "gimbal/console/key_map.h"

namespace gimbal::app {

namespace key = console::key;
using console::KeyPlace;

namespace {

constexpr std::string_view everywhere = "Everywhere", view = "3D view", editor = "Script editor", outliner = "Outliner",
                           browser = "File browser", console_place = "Console", text = "Text", find_place = "Find",
                           variables_place = "Variables", dialogs = "Dialogs";
constexpr int shift = key::shift, control = key::control, alt = key::alt;
constexpr int f5 = key::f1 + 4, f8 = key::f1 + 7;

constexpr CommandKey window_keys[] = {
    {"file.open_mesh", key::letter('O'), control, "Ctrl-O", everywhere, "Open a mesh"},
    {"file.save_mesh", key::letter('E'), control | shift, "Ctrl-Shift-E", everywhere, "Save meshes"},
    {"script.run_file", key::letter('R'), control | shift, "Ctrl-Shift-R", everywhere, "Run a script file"},
    {"edit.undo", key::letter('Z'), control, "Ctrl-Z", everywhere,
     "Undo in the scene, or in the text that has the keyboard focus"},
    {"edit.redo", key::letter('Z'), control | shift, "Ctrl-Shift-Z", everywhere, "Redo"},
    {"edit.redo", key::letter('Y'), control, "Ctrl-Y", everywhere, "Redo"},
    {"help.keys", key::f1, 0, "F1", everywhere, "Show this list"},
    {"menus.open", key::f10, 0, "F10", everywhere, "Open the menus; the arrow keys, Enter and Escape work there"},
    {"", 0, 0, "F6", everywhere,
     "Move the keyboard focus to the next panel; from the prompt first to the variables, if they are shown"},
    {"", 0, 0, "Escape", everywhere, "Move the keyboard focus to the console"},
    {"window.quit", key::letter('Q'), control, "Ctrl-Q", everywhere, "Quit"},
    {"panel.maximise", 0, 0, "Double click", everywhere, "On a panel's header: maximise the panel, or restore it"},

    {"", 0, 0, "Drag", view, "Orbit; also with the middle button or with Alt"},
    {"", 0, 0, "Shift-drag", view, "Pan"},
    {"", 0, 0, "Wheel, Ctrl-drag", view, "Zoom"},
    {"", 0, 0, "Click", view, "Select; with Shift, add to the selection"},
    {"view.frame_selected", 0, 0, "F", view, "Frame the selected objects (also .)"},
    {"view.frame_all", 0, 0, "Home", view, "Frame all"},
    {"view.front", 0, 0, "1", view, "View from the front; with Ctrl, from the back"},
    {"view.right", 0, 0, "3", view, "View from the right; with Ctrl, from the left"},
    {"view.top", 0, 0, "7", view, "View from above; with Ctrl, from below"},
    {"", 0, 0, "5", view, "Perspective or orthographic"},
    {"view.wireframe", 0, 0, "Z", view, "Wireframe or shaded"},
    {"object.delete", key::del, 0, "Delete", view, "Delete the selected objects"},
    {"object.delete", key::letter('X'), 0, "X", view, "Delete the selected objects"},

    {"text.larger", key::plus, control, "Ctrl-+", text, "Larger text"},
    {"text.larger", key::equal, control, "Ctrl-+", text, "Larger text"},
    {"text.larger", key::keypad_add, control, "Ctrl-+", text, "Larger text"},
    {"text.smaller", key::minus, control, "Ctrl--", text, "Smaller text"},
    {"text.smaller", key::keypad_subtract, control, "Ctrl--", text, "Smaller text"},
    {"text.default_size", key::letter('0'), control, "Ctrl-0", text, "Default text size"},
    {"", 0, 0, "Ctrl-wheel", text, "Larger or smaller text"},

    {"script.run", key::enter, control, "Ctrl-Enter", editor, "Run the script in a new namespace"},
    {"script.run_cell", key::enter, shift, "Shift-Enter", editor,
     "Run the cell (# %%) with the console's names and move to the next"},
    {"script.run_selection", key::enter, control | shift, "Ctrl-Shift-Enter", editor,
     "Run the selection, or the statement at the caret, in the console"},
    {"script.run_in_console", f5, 0, "F5", editor, "Run the script with the console's names"},
    {"script.save", key::letter('S'), control, "Ctrl-S", editor, "Save"},
    {"script.save_as", key::letter('S'), control | shift, "Ctrl-Shift-S", editor, "Save under another name"},
    {"script.reload", key::letter('R'), control | alt, "Ctrl-Alt-R", editor,
     "Reload the script that another program has changed"},
    {"script.keep", key::letter('K'), control | alt, "Ctrl-Alt-K", editor, "Keep the text in the editor instead"},
    {"script.show_error", f8, 0, "F8", editor, "Go to the line that failed and show the whole error"},
    {"script.new", key::letter('N'), control, "Ctrl-N", editor, "New script"},
    {"run.stop", 0, 0, "Ctrl-C", console_place, "Stop the run, if nothing is selected"},

    {"", 0, 0, "Up, Down", outliner, "Select the object above or below"},
    {"", 0, 0, "F2", outliner, "Rename"},
    {"", 0, 0, "Delete", outliner, "Delete the selected objects (also X)"},
    {"", 0, 0, "Ctrl-click", outliner, "Add to the selection or remove from it"},
    {"", 0, 0, "Shift-click", outliner, "Select a range"},

    {"", 0, 0, "Up, Down", browser, "Select the entry above or below"},
    {"", 0, 0, "Enter", browser, "Open or save"},
    {"", 0, 0, "Backspace", browser, "Go to the folder above"},
    {"", 0, 0, "Letters", browser, "Show only names with these letters"},
    {"", 0, 0, "Escape", browser, "Close"},

    {"", 0, 0, "Tab, Left, Right", dialogs,
     "Mark the next answer of a question; Enter chooses it, Escape the last one"},
    {"", 0, 0, "Up, Down", dialogs,
     "Scroll the keys (also Page Up, Page Down) or mark a plug-in; Space enables or disables it"},

};

// The menu commands that a text view performs. The key map of the text views has their keys.
struct TextCommandName {
    std::string_view name;
    console::Command command;
    KeyPlace place;
};
using enum console::Command;
constexpr TextCommandName text_commands[] = {
    {"text.undo", undo, KeyPlace::text},
    {"text.redo", redo, KeyPlace::text},
    {"text.cut", cut, KeyPlace::text},
    {"text.copy", copy, KeyPlace::text},
    {"text.paste", paste, KeyPlace::text},
    {"text.select_all", select_all, KeyPlace::text},
    {"text.find", find, KeyPlace::text},
    {"text.replace", replace, KeyPlace::text},
    {"console.copy_without_prompts", copy_without_prompts, KeyPlace::console},
    {"console.copy_script", copy_script, KeyPlace::console},
    {"console.open_error", open_error, KeyPlace::console},
    {"console.clear", clear_screen, KeyPlace::console},
    {"console.variables", variables, KeyPlace::console},
    {"console.new", new_console, KeyPlace::console},
    {"console.close", close_console, KeyPlace::console},
};

std::string_view name_of(const console::KeyBinding& binding) {
    for (const TextCommandName& one : text_commands)
        if (one.command == binding.command && one.place == binding.place) return one.name;
    return {};
}

std::string_view name_of(KeyPlace place) {
    switch (place) {
        case KeyPlace::console: return console_place;
        case KeyPlace::variables: return variables_place;
        case KeyPlace::find: return find_place;
        case KeyPlace::text: break;
    }
    return text;
}

bool is_pressed(const InputEvent& event) {
    return event.kind == InputEvent::Kind::key && event.action != InputEvent::Action::release;
}

// Punctuation is also found by the symbol that the layout types, with Shift or without.
bool matches(const CommandKey& row, const InputEvent& event) {
    if (row.key == 0) return false;
    const int mods = event.mods & (shift | control | alt | key::super);  // without the lock keys
    const int code = event.code == key::keypad_enter ? key::enter : event.code;
    return (row.key == code && row.mods == mods) || (row.key == event.symbol && row.mods == (mods & ~shift));
}

}  // namespace

std::string_view command_of_key(const InputEvent& event, std::string_view focused_panel) {
    if (!is_pressed(event)) return {};
    const bool in_text = focused_panel == "editor" || focused_panel == "console" || focused_panel == "info";
    const auto works_here = [&](std::string_view place) {
        return place == everywhere || (place == view && focused_panel == "view") || (place == text && in_text);
    };
    const auto row = std::ranges::find_if(
        window_keys, [&](const CommandKey& one) { return works_here(one.place) && matches(one, event); });
    if (row == std::end(window_keys)) return {};
    const bool of_text = in_text && (row->command == "edit.undo" || row->command == "edit.redo");
    return of_text ? std::string_view() : row->command;
}

std::string_view editor_command_of_key(const InputEvent& event) {
    if (!is_pressed(event)) return {};
    const auto row = std::ranges::find_if(
        window_keys, [&](const CommandKey& one) { return one.place == editor && matches(one, event); });
    return row == std::end(window_keys) ? std::string_view() : row->command;
}

std::string_view keys_of(std::string_view command) {
    for (const CommandKey& row : window_keys)
        if (row.command == command) return row.keys;
    for (const console::KeyBinding& binding : console::key_bindings())
        if (!command.empty() && name_of(binding) == command) return binding.keys;
    return {};
}

std::vector<CommandKey> all_keys() {
    std::vector<CommandKey> rows(std::begin(window_keys), std::end(window_keys));
    for (const KeyPlace place : {KeyPlace::console, KeyPlace::variables, KeyPlace::text, KeyPlace::find})
        for (const console::KeyBinding& binding : console::key_bindings())
            if (binding.place == place)
                rows.push_back({name_of(binding), 0, 0, binding.keys, name_of(place), binding.label});
    std::vector<std::string_view> places;  // in the order of their first rows
    for (const CommandKey& row : rows)
        if (std::ranges::find(places, row.place) == places.end()) places.push_back(row.place);
    std::ranges::stable_sort(rows, {}, [&](const CommandKey& row) { return std::ranges::find(places, row.place); });
    return rows;
}

}  // namespace gimbal::app
