// keymap.toml of the user folder: the keys that the user has chosen for commands.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gimbal::app {

// The user's keys by command; no keys: none.
using UserKeys = std::map<std::string, std::vector<std::string>, std::less<>>;

// Reads `"mesh.smooth" = "Ctrl-Alt-S"` in the table [keys], "" for no key, or a list of keys. A missing file is empty.
// Throws std::runtime_error with the reason.
UserKeys read_keymap(const std::filesystem::path& file);

}  // namespace gimbal::app
