// What the shell asked for, checked: an unknown argument is refused, it never opens a window.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gimbal::app {

struct CommandLine {
    bool headless = false, safe_mode = false;
    std::optional<std::string> code;              // -c CODE
    std::optional<std::string> module;            // -m MODULE
    std::optional<std::filesystem::path> script;  // "-": standard input
    std::vector<std::string> arguments;           // what follows the script, the code or the module, untouched
    std::vector<std::string> python_options;      // -B, -X dev ...: python3's own, headless
    std::vector<std::filesystem::path> meshes;    // --open, or a mesh file where a script could stand
    std::filesystem::path user_dir;               // made absolute
    std::filesystem::path inspect_socket;
    float scale = 0;
    int width = 1600, height = 900;
};

// Either what to do, or the exit code after help, version or an error was printed.
struct ParsedCommandLine {
    std::optional<CommandLine> command;
    int exit_code = 0;
};
ParsedCommandLine parse_command_line(int argc, char** argv, const std::string& version);

}  // namespace gimbal::app
