// The keys of the window's commands: those of the program, those that scripts have asked for, and those that the user
// has chosen in keymap.toml. One table handles keys, fills the key column of menus and Help > Keys.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/document/commands/commands.h"
#include "app/keymap_file.h"
#include "app/names.h"

namespace gimbal::app {

// One key and what it does.
struct CommandKey {
    std::string keys = {};   // as shown: "Ctrl-Q"
    std::string place = {};  // where it works: "Everywhere", "3D view"
    std::string doc = {};
    std::string command = {};  // its name; empty: the panel handles the key, and Help only describes it
    int key = 0, mods = 0;     // 0: the panel handles the key
};

// A key with its modifiers.
struct KeyChord {
    int key = 0, mods = 0;
    bool operator==(const KeyChord&) const = default;
};
// "Ctrl-Alt-K", "F7", "Shift-Delete". Throws std::invalid_argument, which names the text and shows an example.
KeyChord parse_keys(std::string_view keys);

// Thread: UI.   GIL: never.
class KeyTable {
public:
    explicit KeyTable(const document::CommandRegistry& registry) : registry_(registry) {}

    void set_user_keys(UserKeys keys);
    std::vector<CommandKey> all() const;  // the window's and the text views', grouped by place
    // Returns the command that a key starts while this panel has the keyboard focus. Empty: the panel handles the key.
    // A text panel keeps its undo and redo, the script editor also the commands of the script, and the console F8.
    std::string command_of(const InputEvent& event, std::string_view focused_panel) const;
    std::string editor_command_of(const InputEvent& event) const;  // the script editor's keys
    std::string keys_of(std::string_view command) const;           // "Ctrl-Q"; empty if it has no key
    // What is wrong with keys of scripts and of the user, each once: "Ctrl-Q of Clean up is taken by Quit ...".
    std::vector<std::string> take_problems();

private:
    const std::vector<CommandKey>& rows() const;
    void rebuild() const;
    void add(const CommandKey& row, const std::string& label, std::string_view remedy) const;

    const document::CommandRegistry& registry_;
    UserKeys user_;
    mutable std::vector<CommandKey> rows_;  // made when the commands of scripts have changed
    static constexpr std::uint64_t outdated = ~std::uint64_t{0};
    mutable std::uint64_t made_for_ = outdated;  // the version of the registry
    std::uint64_t told_for_ = outdated;
    mutable std::vector<std::string> problems_, told_;
};

}  // namespace gimbal::app
