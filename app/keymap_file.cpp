#include "app/keymap_file.h"

#include <stdexcept>
#include <system_error>
#include <toml++/toml.h>

#include "gimbal/console/base/private_files.h"

namespace gimbal::app {
namespace {

constexpr std::size_t largest_keymap = 1 << 20;  // bytes

}  // namespace

UserKeys read_keymap(const std::filesystem::path& file) {
    UserKeys keys;
    std::error_code error;
    const std::string text = console::read_regular_file(file, largest_keymap, error);
    if (error == std::errc::no_such_file_or_directory) return keys;
    if (error) throw std::runtime_error(file.string() + ": " + error.message());
    const auto refuse = [&](const std::string& command) {
        throw std::runtime_error(file.string() + ": the keys of " + command +
                                 " must be a text, as \"Ctrl-Alt-K\", or a list of texts; \"\" gives it no key");
    };
    try {
        const toml::table root = toml::parse(text);
        const toml::table* table = root["keys"].as_table();
        if (!table) return keys;
        for (const auto& [name, value] : *table) {
            const std::string command(name.str());
            std::vector<std::string>& chosen = keys[command];
            if (const auto one = value.value_exact<std::string>()) {
                if (!one->empty()) chosen.push_back(*one);
            } else if (const toml::array* list = value.as_array()) {
                for (const toml::node& item : *list) {
                    const auto text_of_item = item.value_exact<std::string>();
                    if (!text_of_item) refuse(command);
                    chosen.push_back(*text_of_item);
                }
            } else {
                refuse(command);
            }
        }
    } catch (const toml::parse_error& wrong) {
        throw std::runtime_error(file.string() + ", line " + std::to_string(wrong.source().begin.line) + ": " +
                                 std::string(wrong.description()));
    }
    return keys;
}

}  // namespace gimbal::app
