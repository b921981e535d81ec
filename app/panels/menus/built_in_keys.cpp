// The table of the window's keys. Menus show the first row of a command.
#include "app/panels/menus/built_in_keys.h"

namespace gimbal::app {

namespace key = console::key;
using console::KeyPlace;

namespace {

constexpr std::string_view everywhere = key_places::everywhere, view = key_places::view, editor = key_places::editor,
                           text = key_places::text;
constexpr std::string_view outliner = "Outliner", browser = "File browser", console_place = "Console",
                           find_place = "Find", variables_place = "Variables", dialogs = "Dialogs";
constexpr int shift = key::shift, control = key::control, alt = key::alt;
constexpr int f3 = key::f1 + 2, f5 = key::f1 + 4, f8 = key::f1 + 7;

constexpr BuiltInKey window_keys[] = {
    {"Ctrl-Alt-N", everywhere, "New scene", "file.new_scene", key::letter('N'), control | alt},
    {"Ctrl-Shift-O", everywhere, "Open scene", "file.open_scene", key::letter('O'), control | shift},
    {"Ctrl-Alt-W", everywhere, "Save scene", "file.save_scene", key::letter('W'), control | alt},
    {"Ctrl-O", everywhere, "Open mesh", "file.open_mesh", key::letter('O'), control},
    {"Ctrl-Shift-E", everywhere, "Save mesh: the selected objects, or all", "file.save_mesh", key::letter('E'),
     control | shift},
    {"Ctrl-Shift-R", everywhere, "Run script file", "script.run_file", key::letter('R'), control | shift},
    {"Ctrl-N", everywhere, "New script", "script.new", key::letter('N'), control},
    {"Ctrl-S", everywhere, "Save script", "script.save", key::letter('S'), control},
    {"Ctrl-Shift-S", everywhere, "Save script as another file", "script.save_as", key::letter('S'), control | shift},
    {"Ctrl-Alt-R", everywhere, "Reload script that another program has changed", "script.reload", key::letter('R'),
     control | alt},
    {"Ctrl-Alt-K", everywhere, "Keep this script instead", "script.keep", key::letter('K'), control | alt},
    {"F5", everywhere, "Run in console: the script, with the console's names", "script.run_in_console", f5},
    {"F8", everywhere, "Go to error: the line that failed, with the whole message", "script.show_error", f8},
    {"Ctrl-Z", everywhere, "Undo in the scene, or in the text that has the keyboard focus", "edit.undo",
     key::letter('Z'), control},
    {"Ctrl-Shift-Z", everywhere, "Redo", "edit.redo", key::letter('Z'), control | shift},
    {"Ctrl-Y", everywhere, "Redo", "edit.redo", key::letter('Y'), control},
    {"F1", everywhere, "Keys: this list", "help.keys", key::f1},
    {"F10", everywhere, "Menus; the arrow keys, Enter and Escape work there", "menus.open", key::f10},
    {"Ctrl-Shift-P", everywhere, "Command palette: finds commands, objects and scripts; also F3 outside texts",
     "palette.open", key::letter('P'), control | shift},
    {"F3", key_places::outside_texts, "Command palette", "palette.open", f3},
    {"F6", everywhere,
     "Move the keyboard focus to the next panel; from the prompt first to the variables, if they are shown"},
    {"Escape", everywhere, "Move the keyboard focus to the console, except from the script editor"},
    {"Ctrl-Q", everywhere, "Quit", "window.quit", key::letter('Q'), control},
    {"Double click", everywhere, "Maximise panel, or restore it: on the panel's header", "panel.maximise"},

    {"Drag", view, "Orbit; also with the middle button or with Alt"},
    {"Shift-drag", view, "Pan"},
    {"Wheel, Ctrl-drag", view, "Zoom"},
    {"Click", view, "Select; with Shift, add to the selection"},
    {"F", view, "Frame selected objects (also .)", "view.frame_selected"},
    {"Home", view, "Frame all", "view.frame_all"},
    {"1", view, "Front view; with Ctrl, the back", "view.front"},
    {"3", view, "Right view; with Ctrl, the left", "view.right"},
    {"7", view, "Top view; with Ctrl, the bottom", "view.top"},
    {"5", view, "Orthographic or perspective", "view.orthographic"},
    {"Z", view, "Wireframe or shaded", "view.wireframe"},
    {"Delete", view, "Delete objects that are selected", "object.delete", key::del},
    {"X", view, "Delete objects that are selected", "object.delete", key::letter('X')},

    {"Ctrl-+", text, "Larger text", "text.larger", key::plus, control},
    {"Ctrl-+", text, "Larger text", "text.larger", key::equal, control},
    {"Ctrl-+", text, "Larger text", "text.larger", key::keypad_add, control},
    {"Ctrl--", text, "Smaller text", "text.smaller", key::minus, control},
    {"Ctrl--", text, "Smaller text", "text.smaller", key::keypad_subtract, control},
    {"Ctrl-0", text, "Default text size", "text.default_size", key::letter('0'), control},
    {"Ctrl-wheel", text, "Larger or smaller text"},

    {"Ctrl-Enter", editor, "Run the script in a new namespace", "script.run", key::enter, control},
    {"Shift-Enter", editor, "Run cell (# %%) with the console's names and move to the next", "script.run_cell",
     key::enter, shift},
    {"Ctrl-Shift-Enter", editor, "Run selection or statement at the caret, in the console", "script.run_selection",
     key::enter, control | shift},
    {"Ctrl-C", console_place, "Stop the run, if nothing is selected", "run.stop"},

    {"Up, Down", outliner, "Select the object above or below"},
    {"F2", outliner, "Rename"},
    {"Delete", outliner, "Delete the selected objects (also X)"},
    {"Ctrl-click", outliner, "Add to the selection or remove from it"},
    {"Shift-click", outliner, "Select a range"},

    {"Up, Down", browser, "Select the entry above or below"},
    {"Enter", browser, "Open or save"},
    {"Backspace", browser, "Go to the folder above"},
    {"Letters", browser, "Show only names with these letters"},
    {"Escape", browser, "Close"},

    {"Tab, Left, Right", dialogs, "Mark the next answer of a question; Enter chooses it, Escape the last one"},
    {"Up, Down", dialogs, "Scroll the keys (also Page Up, Page Down) or mark a plug-in; Space enables or disables it"},

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
    {"console.clear", clear_screen, KeyPlace::console},
    {"console.variables", variables, KeyPlace::console},
    {"console.new", new_console, KeyPlace::console},
    {"console.close", close_console, KeyPlace::console},
};

}  // namespace

std::span<const BuiltInKey> window_key_rows() { return window_keys; }

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

}  // namespace gimbal::app
