// Rows of the user come first, then the program's, then those of scripts. A key belongs to the first row that has it.
#include "app/panels/menus/key_table.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

#include "app/panels/menus/built_in_keys.h"
#include "gimbal/console/key_map.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace key = console::key;
using console::KeyPlace;
using namespace key_places;

namespace {

constexpr int shift = key::shift, control = key::control, alt = key::alt;

struct NamedKey {
    std::string_view name;
    int code;
};
constexpr NamedKey named_keys[] = {
    {"Space", key::space},   {"Enter", key::enter}, {"Tab", key::tab},        {"Backspace", key::backspace},
    {"Insert", key::insert}, {"Delete", key::del},  {"Right", key::right},    {"Left", key::left},
    {"Down", key::down},     {"Up", key::up},       {"PageUp", key::page_up}, {"PageDown", key::page_down},
    {"Home", key::home},     {"End", key::end},
};
constexpr NamedKey modifiers[] = {{"Ctrl", control}, {"Shift", shift}, {"Alt", alt}, {"Super", key::super}};

bool same_letters(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b,
                              [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// 0: no key has that name.
int code_of(std::string_view name) {
    for (const NamedKey& one : named_keys)
        if (same_letters(one.name, name)) return one.code;
    if (name.size() == 1 && name[0] > ' ' && name[0] < 127) return std::toupper(static_cast<unsigned char>(name[0]));
    if (name.size() < 2 || name.size() > 3 || (name[0] != 'F' && name[0] != 'f')) return 0;
    int number = 0;
    for (const char digit : name.substr(1)) {
        if (digit < '0' || digit > '9') return 0;
        number = number * 10 + (digit - '0');
    }
    return number >= 1 && number <= 12 ? key::f1 + number - 1 : 0;
}

int modifier_of(std::string_view name) {
    for (const NamedKey& one : modifiers)
        if (same_letters(one.name, name)) return one.code;
    return 0;
}

// A key that types a text works only in the 3D view, for the others are typed into.
std::string_view place_of(const KeyChord& chord) {
    const bool types = chord.key < key::escape || chord.key == key::enter || chord.key == key::tab ||
                       chord.key == key::backspace || (chord.key >= key::insert && chord.key < key::f1);
    return types && (chord.mods & (control | alt | key::super)) == 0 ? view : everywhere;
}

// Both may be reached from one panel.
bool overlap(std::string_view a, std::string_view b) { return a == b || a == everywhere || b == everywhere; }

// A text view takes the key, so that a command with it would take it away from the text.
bool is_of_text(const KeyChord& chord, std::string_view place) {
    if (place != everywhere) return false;
    return std::ranges::any_of(console::key_bindings(), [&](const console::KeyBinding& binding) {
        return binding.key == chord.key && binding.mods == chord.mods;
    });
}

bool is_pressed(const InputEvent& event) {
    return event.kind == InputEvent::Kind::key && event.action != InputEvent::Action::release;
}

// Punctuation is also found by the symbol that the layout types, with Shift or without, and so is a shifted digit.
bool matches(const CommandKey& row, const InputEvent& event) {
    if (row.key == 0) return false;
    const int mods = event.mods & (shift | control | alt | key::super);  // without the lock keys
    const int code = event.code == key::keypad_enter ? key::enter : event.code;
    return (row.key == code && row.mods == mods) || (row.key == event.symbol && row.mods == (mods & ~shift));
}

// The script editor starts these itself, so that the text that was typed before the key is there.
bool of_script(std::string_view command) { return command.starts_with("script."); }

}  // namespace

KeyChord parse_keys(std::string_view keys) {
    KeyChord chord;
    std::string_view rest = keys;
    for (std::size_t at; (at = rest.find('-')) != std::string_view::npos && at > 0 && at + 1 < rest.size();) {
        const int modifier = modifier_of(rest.substr(0, at));
        if (modifier == 0) break;
        chord.mods |= modifier;
        rest.remove_prefix(at + 1);
    }
    chord.key = code_of(rest);
    if (chord.key == 0)
        throw std::invalid_argument("there is no key '" + std::string(keys) +
                                    "': write it as 'Ctrl-Alt-K', 'Shift-F7' or 'Ctrl-Delete'");
    return chord;
}

void KeyTable::set_user_keys(UserKeys keys) {
    GIMBAL_ON(ui);
    user_ = std::move(keys);
    made_for_ = told_for_ = outdated;
}

void KeyTable::add(const CommandKey& row, const std::string& label, std::string_view remedy) const {
    const KeyChord chord{row.key, row.mods};
    const auto taken = std::ranges::find_if(rows_, [&](const CommandKey& one) {
        return one.key == row.key && one.mods == row.mods && one.key != 0 && overlap(one.place, row.place);
    });
    std::string by;
    if (taken != rows_.end() && taken->command != row.command)
        by = taken->doc.substr(0, taken->doc.find_first_of(":;,"));
    else if (is_of_text(chord, row.place)) by = "the texts";
    if (by.empty()) return rows_.push_back(row);
    problems_.push_back("The key " + row.keys + " of " + label + " is taken by " + by + ". " + std::string(remedy));
}

void KeyTable::rebuild() const {
    rows_.clear();
    problems_.clear();
    const auto words_of = [&](const std::string& name) {
        if (const document::CommandPtr command = registry_.find(name)) return command->label;
        for (const BuiltInKey& row : window_key_rows())
            if (row.command == name) return std::string(row.doc);
        return name;
    };
    const auto add_all = [&](const std::string& name, const std::vector<std::string>& keys, const std::string& label,
                             std::string_view remedy) {
        for (const std::string& one : keys) {
            try {
                const KeyChord chord = parse_keys(one);
                add({one, std::string(place_of(chord)), words_of(name), name, chord.key, chord.mods}, label, remedy);
            } catch (const std::invalid_argument& wrong) {
                problems_.push_back("Keys of " + label + ": " + wrong.what());
            }
        }
    };
    for (const auto& [name, keys] : user_) add_all(name, keys, name, "Choose another one in keymap.toml.");
    for (const BuiltInKey& row : window_key_rows()) {
        if (!row.command.empty() && user_.contains(row.command)) continue;
        const bool taken = row.key != 0 && std::ranges::any_of(rows_, [&](const CommandKey& one) {
                               return user_.contains(one.command) && one.key == row.key && one.mods == row.mods &&
                                      overlap(one.place, row.place);
                           });
        if (!taken)
            rows_.push_back({std::string(row.keys), std::string(row.place), std::string(row.doc),
                             std::string(row.command), row.key, row.mods});
    }
    for (const document::CommandPtr& command : registry_.all())
        if (!command->keys.empty() && !user_.contains(command->name))
            add_all(command->name, {command->keys}, command->label,
                    "keymap.toml in the user folder can give it another one.");
}

const std::vector<CommandKey>& KeyTable::rows() const {
    GIMBAL_ON(ui);
    if (made_for_ != registry_.version()) {
        made_for_ = registry_.version();
        rebuild();
    }
    return rows_;
}

std::vector<std::string> KeyTable::take_problems() {
    rows();
    if (told_for_ == made_for_) return {};  // asked in each frame
    told_for_ = made_for_;
    std::vector<std::string> fresh;
    for (const std::string& problem : problems_)
        if (std::ranges::find(told_, problem) == told_.end()) fresh.push_back(problem);
    told_ = problems_;
    return fresh;
}

std::string KeyTable::command_of(const InputEvent& event, std::string_view focused_panel) const {
    if (!is_pressed(event)) return {};
    const bool in_text = focused_panel == "editor" || focused_panel == "console" || focused_panel == "info";
    const auto works_here = [&](std::string_view place) {
        return place == everywhere || (place == view && focused_panel == "view") || (place == text && in_text) ||
               ((place == editor || place == outside_texts) && !in_text);
    };
    const auto row = std::ranges::find_if(
        rows(), [&](const CommandKey& one) { return works_here(one.place) && matches(one, event); });
    if (row == rows_.end() || (focused_panel == "editor" && of_script(row->command))) return {};
    const bool of_text = in_text && (row->command == "edit.undo" || row->command == "edit.redo");
    return of_text ? std::string() : row->command;
}

std::string KeyTable::editor_command_of(const InputEvent& event) const {
    if (!is_pressed(event)) return {};
    const auto row = std::ranges::find_if(
        rows(), [&](const CommandKey& one) { return of_script(one.command) && matches(one, event); });
    return row == rows_.end() ? std::string() : row->command;
}

std::string KeyTable::keys_of(std::string_view command) const {
    for (const CommandKey& row : rows())
        if (row.command == command) return row.keys;
    for (const console::KeyBinding& binding : console::key_bindings())
        if (!command.empty() && name_of(binding) == command) return std::string(binding.keys);
    return {};
}

std::vector<CommandKey> KeyTable::all() const {
    std::vector<CommandKey> all = rows();
    for (const KeyPlace place : {KeyPlace::console, KeyPlace::variables, KeyPlace::text, KeyPlace::find})
        for (const console::KeyBinding& binding : console::key_bindings())
            if (binding.place == place)
                all.push_back({std::string(binding.keys), std::string(name_of(place)), std::string(binding.label),
                               std::string(name_of(binding))});
    std::vector<std::string_view> places;  // in the order of their first rows
    for (const BuiltInKey& row : window_key_rows())
        if (std::ranges::find(places, row.place) == places.end()) places.push_back(row.place);
    for (const CommandKey& row : all)
        if (std::ranges::find(places, row.place) == places.end()) places.push_back(row.place);
    std::ranges::stable_sort(all, {}, [&](const CommandKey& row) { return std::ranges::find(places, row.place); });
    return all;
}

}  // namespace gimbal::app
