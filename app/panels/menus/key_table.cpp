// Every key of the window that is not text's, named once: read by the menus, by the keys that work everywhere and by
// Help > Keys.
#include "app/panels/menus/key_table.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/key_map.h"

namespace gimbal::app {

namespace key = console::key;
using console::InputEvent;

namespace {

using enum WindowAction;
constexpr const char *everywhere = "Everywhere", *view = "3D view", *editor = "Script editor", *outliner = "Outliner",
                     *browser = "File browser", *console_place = "Console", *text = "Text", *find = "Find",
                     *variables = "Variables", *dialogs = "Dialogs";

constexpr WindowKey table[] = {
    {open_mesh, key::letter('O'), key::control, "Ctrl-O", everywhere, "Open a mesh"},
    {save_mesh, key::letter('E'), key::control | key::shift, "Ctrl-Shift-E", everywhere, "Save meshes"},
    {run_file, key::letter('R'), key::control | key::shift, "Ctrl-Shift-R", everywhere, "Run a script file"},
    {undo, key::letter('Z'), key::control, "Ctrl-Z", everywhere,
     "Undo in the scene, or in the text that has the keyboard"},
    {redo, key::letter('Z'), key::control | key::shift, "Ctrl-Shift-Z", everywhere, "Redo"},
    {redo, key::letter('Y'), key::control, "Ctrl-Y", everywhere, "Redo"},
    {keys, key::f1, 0, "F1", everywhere, "This list"},
    {menus, key::f10, 0, "F10", everywhere, "The menus: arrows, Enter, Escape"},
    {none, 0, 0, "F6", everywhere,
     "The keyboard to the next panel; from the prompt to the variables when they are shown"},
    {none, 0, 0, "Escape", everywhere, "The keyboard to the console"},
    {quit, key::letter('Q'), key::control, "Ctrl-Q", everywhere, "Quit"},

    {none, 0, 0, "Drag", view, "Orbit; with the middle button or Alt, too"},
    {none, 0, 0, "Shift + drag", view, "Pan"},
    {none, 0, 0, "Wheel, Ctrl + drag", view, "Zoom"},
    {none, 0, 0, "Click", view, "Select; with Shift, add to the selection"},
    {frame_selected, 0, 0, "F", view, "Frame the selected objects (. too)"},
    {frame_all, 0, 0, "Home", view, "Frame all"},
    {front_view, 0, 0, "1", view, "From the front; with Ctrl, from behind"},
    {right_view, 0, 0, "3", view, "From the right; with Ctrl, from the left"},
    {top_view, 0, 0, "7", view, "From above; with Ctrl, from below"},
    {none, 0, 0, "5", view, "Perspective or orthographic"},
    {wireframe, 0, 0, "Z", view, "Wireframe or shaded"},
    {delete_selected, key::del, 0, "Delete", view, "Delete the selected objects"},
    {delete_selected, key::letter('X'), 0, "X", view, "Delete the selected objects"},

    {text_larger, key::plus, key::control, "Ctrl-+", text, "Larger text"},
    {text_larger, key::equal, key::control, "Ctrl-+", text, "Larger text"},
    {text_larger, key::keypad_add, key::control, "Ctrl-+", text, "Larger text"},
    {text_smaller, key::minus, key::control, "Ctrl--", text, "Smaller text"},
    {text_smaller, key::keypad_subtract, key::control, "Ctrl--", text, "Smaller text"},
    {text_usual, key::letter('0'), key::control, "Ctrl-0", text, "Text of the usual size"},
    {none, 0, 0, "Ctrl + wheel", text, "Larger or smaller text"},
    {run_script, key::enter, key::control, "Ctrl-Enter", editor, "Run the script in a namespace of its own"},
    {run_cell, key::enter, key::shift, "Shift-Enter", editor,
     "Run the cell (# %%) with the console's names, go to the next"},
    {run_selection, key::enter, key::control | key::shift, "Ctrl-Shift-Enter", editor,
     "Run the selection, or the statement under the caret, in the console"},
    {run_in_console, key::f1 + 4, 0, "F5", editor, "Run the script with the console's names"},
    {save_script, key::letter('S'), key::control, "Ctrl-S", editor, "Save"},
    {save_script_as, key::letter('S'), key::control | key::shift, "Ctrl-Shift-S", editor, "Save under another name"},
    {reload_script, key::letter('R'), key::control | key::alt, "Ctrl-Alt-R", editor,
     "Reload the script that another program has changed"},
    {keep_script, key::letter('K'), key::control | key::alt, "Ctrl-Alt-K", editor, "Keep what stands here instead"},
    {show_error, key::f1 + 7, 0, "F8", editor, "Go to the line that failed, and show all that the error says"},
    {new_script, key::letter('N'), key::control, "Ctrl-N", editor, "New script"},
    {stop, 0, 0, "Ctrl-C", console_place, "Stop what runs, when nothing is selected"},

    {none, 0, 0, "Up, Down", outliner, "Select the object above or below"},
    {none, 0, 0, "F2", outliner, "Rename"},
    {none, 0, 0, "Delete", outliner, "Delete the selected objects (X too)"},
    {none, 0, 0, "Ctrl + click", outliner, "Add to the selection or take away"},
    {none, 0, 0, "Shift + click", outliner, "Select a range"},

    {none, 0, 0, "Up, Down", browser, "The entry above or below"},
    {none, 0, 0, "Enter", browser, "Open or save"},
    {none, 0, 0, "Backspace", browser, "The folder above"},
    {none, 0, 0, "Letters", browser, "Show only names with these letters"},
    {none, 0, 0, "Escape", browser, "Close"},

    {none, 0, 0, "Tab, Left, Right", dialogs, "The next answer of a question; Enter takes it, Escape the last"},
    {none, 0, 0, "Up, Down", dialogs,
     "Scroll the keys (Page Up, Page Down too), choose a plug-in; Space switches it on or off"},
};

bool is_key_of(const WindowKey& entry, const InputEvent& event) {
    constexpr int modifiers = key::shift | key::control | key::alt | key::super;  // without the lock keys
    const int code = event.code == key::keypad_enter ? key::enter : event.code;
    if (entry.key == 0) return false;
    const bool by_symbol = entry.key == event.symbol &&
                           entry.mods == (event.mods & modifiers & ~key::shift);  // punctuation, wherever it stands
    return by_symbol || (entry.key == code && entry.mods == (event.mods & modifiers));
}

}  // namespace

std::span<const WindowKey> window_keys() { return table; }

WindowAction action_of(const InputEvent& event, std::string_view focused_panel) {
    if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release) return none;
    const bool in_text = focused_panel == "editor" || focused_panel == "console" || focused_panel == "info";
    for (const WindowKey& entry : table) {
        if (std::string_view(entry.place) == editor ||
            (std::string_view(entry.place) == view && focused_panel != "view"))
            continue;
        if (std::string_view(entry.place) == text && !in_text) continue;
        if (!is_key_of(entry, event)) continue;
        const bool texts_own = entry.action == undo || entry.action == redo;
        return in_text && texts_own ? none : entry.action;
    }
    return none;
}

WindowAction editor_action_of(const InputEvent& event) {
    if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release) return none;
    for (const WindowKey& entry : table)
        if (std::string_view(entry.place) == editor && is_key_of(entry, event)) return entry.action;
    return none;
}

const char* keys_of(WindowAction action) {
    for (const WindowKey& entry : table)
        if (entry.action == action) return entry.keys;
    return "";
}

std::vector<KeyLine> all_key_lines() {
    std::vector<KeyLine> lines;
    for (const WindowKey& entry : table) lines.push_back({entry.place, entry.keys, entry.what});
    const std::pair<console::KeyPlace, const char*> text_places[] = {{console::KeyPlace::console, console_place},
                                                                     {console::KeyPlace::variables, variables},
                                                                     {console::KeyPlace::text, text},
                                                                     {console::KeyPlace::find, find}};
    for (const auto& [place, name] : text_places)
        for (const console::KeyBinding& binding : console::key_bindings())
            if (binding.place == place) lines.push_back({name, std::string(binding.keys), std::string(binding.label)});
    std::vector<std::string> places;
    for (const KeyLine& line : lines)
        if (std::find(places.begin(), places.end(), line.place) == places.end()) places.push_back(line.place);
    const auto rank = [&](const KeyLine& line) { return std::find(places.begin(), places.end(), line.place); };
    std::stable_sort(lines.begin(), lines.end(), [&](const KeyLine& a, const KeyLine& b) { return rank(a) < rank(b); });
    return lines;
}

}  // namespace gimbal::app
