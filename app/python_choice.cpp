#include "app/python_choice.h"

#include <cstdlib>
#include <exception>

#include "app/settings_file.h"

namespace gimbal::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* settings_name = "the settings";

fs::path without_tilde(const std::string& folder) {
    const char* home = std::getenv("HOME");
    if (!home || (folder != "~" && !folder.starts_with("~/"))) return folder;
    return folder == "~" ? fs::path(home) : fs::path(home) / folder.substr(2);
}

console::EnvironmentChoice choice_of_settings(const fs::path& user_dir) {
    try {
        const std::string folder = read_setting(user_dir / "settings.toml", environment_setting);
        return console::choose_environment({{settings_name, without_tilde(folder)}});
    } catch (const std::exception& error) {
        return {{settings_name, {}}, (user_dir / "settings.toml").string() + ": " + error.what()};
    }
}

}  // namespace

console::EnvironmentChoice choose_python(const CommandLine& command) {
    if (command.venv_of_settings) return choice_of_settings(command.user_dir);
    if (command.no_venv) return {};
    console::EnvironmentChoice named = console::choose_environment(
        {{venv_option, command.venv.value_or("")}, {"VIRTUAL_ENV", console::environment_of_shell()}});
    return named.named.folder.empty() ? choice_of_settings(command.user_dir) : named;
}

}  // namespace gimbal::app
